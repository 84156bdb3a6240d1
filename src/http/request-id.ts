// The id of a request: as the client gave it, if it is well-formed, or made here. It stands in the log, in errors, and in `x-request-id`
// of the answer. Invariant: nothing that does not look like an id reaches a log, a header or another node.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const requestIdHeader = 'x-request-id';

const wellFormed = /^[\w.:+/=@-]{1,128}$/;
const made = new WeakMap<IncomingMessage, string>();

/** Null: the client gave none that is well-formed. */
export function givenIdOf({ headers }: IncomingMessage): string | null {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && wellFormed.test(given) ? given : null;
}

/** The same each time it is asked. */
export function requestIdOf(request: IncomingMessage): string {
  const known = givenIdOf(request) ?? made.get(request);
  if (known !== undefined) return known;
  const id = randomUUID();
  made.set(request, id);
  return id;
}
