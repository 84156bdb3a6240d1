// A reply was paid for by who got it first, so a retry gets it also when all points are spent.
// Invariant: who has no points makes us look for replies only so often, whatever keys it makes up.
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import type { Asked, Flow, Passage } from './flow.ts';
import { type KeyedRequest, type Replay, replyTo } from './idempotency.ts';

/** Twenty looks a second take 1 % of a core. Who retries honestly is told when to come again. */
const leastPauseMs = 50;

export type AdmitKeyed = (asked: Asked, keyed: KeyedRequest) => Promise<Passage | Replay>;

export function createAdmitKeyed(admit: Flow['admit'], now = () => performance.now()): AdmitKeyed {
  const lookedAtMs = new WeakMap<Viewer, number>();

  function mayLook(viewer: Viewer): boolean {
    const nowMs = now();
    const isSoon = nowMs - (lookedAtMs.get(viewer) ?? Number.NEGATIVE_INFINITY) < leastPauseMs;
    if (!isSoon) lookedAtMs.set(viewer, nowMs);
    return !isSoon;
  }

  return async (asked, keyed) => {
    try {
      return await admit(asked);
    } catch (error) {
      const isSpent = error instanceof ClientError && error.code === 'RATE_LIMITED';
      const reply = isSpent && mayLook(asked.viewer) ? await replyTo(keyed) : null;
      if (!reply) throw error;
      return reply;
    }
  };
}
