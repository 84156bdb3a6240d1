// Persisted operations as an edge gets them: from its origin, many ids at a time.
import { ClientError } from '../errors.ts';
import type { LookUp } from '../persisted/registry.ts';
import type { OriginClient } from './origin.ts';

const askWithinMs = 3_000;

export function lookUpAt(origin: Pick<OriginClient, 'ask'>): LookUp {
  return async (ids) => {
    const path = `/_cache/operation?${ids.map((id) => `id=${id}`).join('&')}`;
    const { status, body } = await origin.ask({ method: 'GET', path, timeoutMs: askWithinMs });
    if (status !== 200)
      throw new ClientError('UNAVAILABLE', 'The id cannot be looked up now; try again.', { retryable: true });
    return new Map(JSON.parse(body.toString()).operations);
  };
}
