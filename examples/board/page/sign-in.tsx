// Asks for an API key. It stays in this tab.

export function SignIn({ onEnter }: { readonly onEnter: (key: string) => void }) {
  return (
    <main className="sign-in">
      <h1>Pipeline board</h1>
      <form action={(fields) => onEnter(String(fields.get('key')).trim())}>
        <label htmlFor="key">API key</label>
        <input id="key" name="key" type="password" autoComplete="off" spellCheck={false} required placeholder="ck_…" />
        <p>
          <code>npm start</code> prints one. It stays in this tab and is forgotten with it.
        </p>
        <button type="submit">Show the board</button>
      </form>
    </main>
  );
}
