// A query of one's own, asked with one's own API key: what it costs by field, what the cache did with it, and what it depends on.
import type { SubmitEventHandler } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldCost } from '../../limits/cost.ts';
import { Fact, Facts } from './drawer.tsx';
import { number, seconds } from './format.ts';
import { CostByField } from './operation-view.tsx';

/** As docs/coherence.md and docs/limits.md tell them. */
interface Answer {
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: {
    readonly cache?: {
      readonly status: string;
      readonly ageSeconds: number;
      readonly tagCount: number;
      readonly tags: readonly string[];
      readonly invalidatedBy: {
        readonly type: string;
        readonly id: string | null;
        readonly op: string;
        readonly at: string;
      } | null;
    };
    readonly cost?: { readonly requested: number; readonly actual: number; readonly fields?: readonly FieldCost[] };
  };
}

const example = '{ companies(first: 5) { nodes { name } } }';

async function ask(key: string, query: string, variables: string): Promise<Answer> {
  const asked = { query, variables: variables.trim() === '' ? null : JSON.parse(variables) };
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...asked, extensions: { cache: true, cost: { fields: true } } }),
  });
  return response.json();
}

export function Explain() {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = (name: string) => String(form.get(name));
    ask(given('api-key').trim(), given('query'), given('given-variables')).then(setAnswer, (error: Error) =>
      setAnswer({ errors: [{ message: error.message }] }),
    );
  };
  return (
    <section aria-labelledby="explain">
      <div class="head">
        <h2 id="explain">Explain a query</h2>
        <p class="quiet">asked with an API key of your own, which is kept nowhere; it costs what it costs</p>
      </div>
      <div class="explain">
        <form onSubmit={submit}>
          <label for="query">Query</label>
          <textarea id="query" name="query" rows={6} spellcheck={false} defaultValue={example} />
          <label for="given-variables">Variables</label>
          <textarea
            id="given-variables"
            name="given-variables"
            rows={2}
            spellcheck={false}
            placeholder='{"first": 5}'
          />
          <label for="api-key">API key</label>
          <input id="api-key" name="api-key" type="password" autocomplete="off" required />
          <button type="submit">Explain</button>
        </form>
        <div class="answer" aria-live="polite">
          {answer && <Explained answer={answer} />}
        </div>
      </div>
    </section>
  );
}

function Explained({ answer: { errors = [], extensions: { cache, cost } = {} } }: { answer: Answer }) {
  return (
    <>
      {errors.map(({ message, extensions }) => (
        <p key={message} class="verdict">
          {extensions?.code && <b>{extensions.code}: </b>}
          {message}
        </p>
      ))}
      {cache && (
        <Facts>
          <Fact name="Cache">{cache.status}</Fact>
          <Fact name="Age">{seconds(cache.ageSeconds)}</Fact>
          {cache.invalidatedBy && (
            <Fact name="The one before was made untrue by">
              {cache.invalidatedBy.op} of {cache.invalidatedBy.type} <code>{cache.invalidatedBy.id}</code>
            </Fact>
          )}
          <Fact name="Depends on">{number(cache.tagCount)} tags</Fact>
        </Facts>
      )}
      {cache && (
        <details>
          <summary>Tags</summary>
          <ul class="tags">
            {cache.tags.map((tag) => (
              <li key={tag}>
                <code>{tag}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {cost && (
        <>
          <h3>
            Cost: {number(cost.requested)} points before, {number(cost.actual)} after
          </h3>
          {cost.fields ? <CostByField fields={cost.fields} /> : <p>Nothing was executed for it.</p>}
        </>
      )}
    </>
  );
}
