// The keys of an answer: what was asked, by whom it may be seen, and the code that answers. Origin and edge make the same ones.
import { hash } from 'node:crypto';
import { badInput } from '../errors.ts';

/** Of keys: raise it when entries of before are no longer read right. */
const format = 1;

export interface Asked {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

/** `personal` for an answer that depends on who asks. Throws BAD_USER_INPUT. */
export function keysOf(
  buildId: string,
  { scope, subject }: { readonly scope: string; readonly subject: string },
  { query, operationName, variables }: Asked,
): { readonly shared: string; readonly personal: string } {
  const asked = [query, operationName ?? null, canonical(variables ?? null)];
  const keyOf = (seenBy: string) => hash('sha256', JSON.stringify([format, buildId, seenBy, ...asked]), 'base64url');
  return { shared: keyOf(scope), personal: keyOf(`${scope} ${subject}`) };
}

/** Deeper than any input of the schema, its JSON scalars included; the walk below must end before the stack does. */
const deepestVariables = 100;

/** The same variables in another order are the same variables; a list of pairs is no object, though a wrong client may send one. */
function canonical(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepestVariables) throw badInput(`Variables nest at most ${deepestVariables} deep.`);
  if (Array.isArray(value)) return value.map((each) => canonical(each, depth + 1));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each, depth + 1)]));
}
