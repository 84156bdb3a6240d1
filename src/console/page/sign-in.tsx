// Asks for the operator key.
import type { SubmitEventHandler } from 'preact';

export function SignIn({
  isWrong,
  isAsked,
  isLost,
  onKey,
}: {
  isWrong: boolean;
  isAsked: boolean;
  isLost: boolean;
  onKey: (key: string) => void;
}) {
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    if (key !== '') onKey(key);
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>Clientele console</h1>
        <p>What this node does, and why each answer came about as it did.</p>
        <label for="key">Operator key</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby="told"
        />
        <button type="submit" disabled={isAsked}>
          Open
        </button>
        <p id="told" role="alert">
          {isWrong && 'That is not the operator key of this node.'}
          {isLost && 'The node does not answer; it is asked again.'}
        </p>
        <p class="quiet">It is the OPERATOR_KEY of the node. It stays in this tab and is sent to this node alone.</p>
      </form>
    </main>
  );
}
