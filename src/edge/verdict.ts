// Verdicts on credentials as an edge gets them: from its origin, with the tags by which a revocation is known.
import { credentialOf } from '../auth/bearer.ts';
import type { Verdict } from '../auth/verdicts.ts';
import { parsePosition } from '../cache/position.ts';
import { ClientError } from '../errors.ts';
import type { OriginClient } from './origin.ts';

const askWithinMs = 3_000;

async function askForVerdict(origin: Pick<OriginClient, 'ask'>, authorization: string): Promise<Verdict> {
  const { status, body } = await origin.ask({
    method: 'GET',
    path: '/_cache/verdict',
    headers: { authorization },
    timeoutMs: askWithinMs,
  });
  const told = JSON.parse(body.toString());
  if (status === 401) throw new ClientError('UNAUTHENTICATED', told.error.message, told.error.details);
  if (status !== 200)
    throw new ClientError('UNAVAILABLE', 'The credential cannot be checked now; try again.', { retryable: true });
  const { viewer, trustedMs, stamp } = told;
  const { identity, tenantId, tags, position } = stamp;
  return {
    viewer: Object.freeze({ ...viewer, scopes: Object.freeze(viewer.scopes) }),
    trustedMs,
    stamp: { identity, tenantId, tags: Float64Array.from(tags), position: parsePosition(position), verified: -1 },
  };
}

/** What is no credential at all is refused here, at once. */
export function decideBy(origin: Pick<OriginClient, 'ask'>): (authorization: string) => Promise<Verdict> {
  return (authorization) => {
    credentialOf(authorization);
    return askForVerdict(origin, authorization);
  };
}
