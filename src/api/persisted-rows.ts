// Persisted operations as the database keeps them: found by their ids, and registered by clients within bounds.
// Invariant: the app role can neither change a text nor add to what operators have added; migration 0012 says so.
import type { Viewer } from '../auth/verdicts.ts';
import type { Pool } from '../db/pool.ts';
import { cleanText } from '../lib/text.ts';
import { idOf } from '../persisted/id.ts';
import type { LookUp, PersistedOperation, Registry } from '../persisted/registry.ts';
import type { Operation } from './operations.ts';

/** Days that what clients have registered is found; in use still, it is registered again. */
const keptDays = 30;
/** Of clients, at once; the oldest go. With documents of 50,000 characters that is 250 MB. */
const mostRegistered = 5_000;
const longestName = 200;

const find = `/* persisted.find */ select id, sha1, text, source from persisted_operation
  where (id = any ($1) or sha1 = any ($1)) and (source = 'manifest' or registered_at > now() - interval '${keptDays} days')`;

const forget = `/* persisted.forget */ delete from persisted_operation where source = 'apq' and (registered_at <= now() - interval '${keptDays} days'
  or id in (select id from persisted_operation where source = 'apq' order by registered_at desc, id offset ${mostRegistered - 1}))`;

const register = `/* persisted.register */ insert into persisted_operation (id, text, name) values ($1, $2, $3) on conflict do nothing`;

type Row = PersistedOperation & { readonly sha1: string | null };

export function lookUpIn(pool: Pool): LookUp {
  return async (ids) => {
    const { rows } = await pool.query<Row>({ name: 'persisted.find', text: find, values: [ids] });
    const found = new Map<string, PersistedOperation>();
    for (const { id, sha1, text, source } of rows) {
      const operation = { id, text, source };
      found.set(id, operation);
      if (sha1 !== null) found.set(sha1, operation);
    }
    return found;
  };
}

export type Register = (viewer: Viewer, operation: Pick<Operation, 'text' | 'definition'>) => Promise<void>;

/** Whoever may not is served all the same. */
export function registerIn(pool: Pool, registry: Pick<Registry, 'note'>): Register {
  return async ({ scopes }, { text, definition }) => {
    if (!scopes.includes('*') && !scopes.includes('operations:register')) return;
    const id = idOf(cleanText(text, 'query'));
    await pool.query({ name: 'persisted.forget', text: forget });
    await pool.query({ name: 'persisted.register', text: register, values: [id, text, nameOf(definition)] });
    registry.note({ id, text, source: 'apq' });
  };
}

const nameOf = ({ name }: Operation['definition']): string | null => name?.value.slice(0, longestName) ?? null;
