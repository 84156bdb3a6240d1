// How persisted operations are named: by a hash of their exact text, as the appendix "Persisted Documents" of GraphQL over HTTP
// has it (`sha256:` and 64 digits), by the 64 digits alone, or by the 40 digits of a SHA-1, which older tools make.
// Invariant: what is looked up is 40 or 64 lower-case hexadecimal digits and nothing else.
import { hash } from 'node:crypto';

const form = /^(?:(?:sha256:)?([0-9a-f]{64})|([0-9a-f]{40}))$/;

/** The digits; null for what is no id. */
export function parseOperationId(text: string): string | null {
  const [, sha256, sha1] = form.exec(text) ?? [];
  return sha256 ?? sha1 ?? null;
}

export const idOf = (text: string): string => hash('sha256', text, 'hex');

export const sha1Of = (text: string): string => hash('sha1', text, 'hex');

/** `id` as `parseOperationId` gives it. */
export function isIdOf(id: string, text: string): boolean {
  return id === (id.length === 40 ? sha1Of(text) : idOf(text));
}
