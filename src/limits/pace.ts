// Time of the thread that goes into what one caller alone asked for, before it has a price: documents that nobody sent before are parsed,
// validated and compiled. It is known afterwards only, so a caller gets into debt by one document, and then waits.
// Invariant: over any time a key, and a tenant, take no more than their share, what they had saved, and one document each.
import { LRUCache } from 'lru-cache';
import { ClientError } from '../errors.ts';
import { type Bucket, fill, type Policy } from './bucket.ts';
import type { Payer } from './budget.ts';

export interface Pace {
  /** Null: at once. Else resolves when it is this caller's turn; rejects with RATE_LIMITED, or when nobody waits any more. */
  turn(payer: Payer, signal?: AbortSignal): Promise<void> | null;
  took(payer: Payer, ms: number): void;
}

export interface PaceOptions {
  /** Of the time of one core, for a key; a tenant has twice that. */
  readonly share: number;
  readonly now?: () => number;
}

/** A client that starts has some fifty documents, of 1 to 5 ms each. */
const savedMs = 300;
const tenantsPerKey = 2;
/** The longest that a request is held back, and how many of a key are. */
const mostWaitMs = 2_000;
const mostWaiting = 50;
const mostKnown = 20_000;

export function createPace({ share, now = () => performance.now() }: PaceOptions): Pace {
  if (share === 0) return { turn: () => null, took() {} };
  const ofKey: Policy = { capacity: savedMs, refill: share * 1_000 };
  const ofTenant: Policy = { capacity: savedMs * tenantsPerKey, refill: share * 1_000 * tenantsPerKey };
  // Who is forgotten begins anew with all that can be saved: to be forgotten takes more keys than there are.
  const buckets = new LRUCache<string, Bucket>({ max: mostKnown });
  const waiting = new Map<string, number>();

  function bucketOf(name: string, policy: Policy): Bucket {
    const bucket = buckets.get(name) ?? { points: policy.capacity, atMs: now() };
    buckets.set(name, bucket);
    fill(bucket, policy, now());
    return bucket;
  }

  const both = ({ subject, tenantId }: Payer) =>
    [
      [bucketOf(subject, ofKey), ofKey],
      [bucketOf(tenantId, ofTenant), ofTenant],
    ] as const;

  /** Until neither is in debt. */
  const debtMs = (payer: Payer) =>
    Math.max(...both(payer).map(([{ points }, { refill }]) => (points > 0 ? 0 : (1_000 * (1 - points)) / refill)));

  async function wait(payer: Payer, signal: AbortSignal | undefined): Promise<void> {
    const { subject } = payer;
    const before = waiting.get(subject) ?? 0;
    if (before >= mostWaiting) throw tooFast(debtMs(payer));
    waiting.set(subject, before + 1);
    const untilMs = now() + mostWaitMs;
    try {
      // Who wakes first takes its turn at once, and the others find its debt.
      for (let ms = debtMs(payer); ms > 0; ms = debtMs(payer)) {
        if (now() + ms > untilMs) throw tooFast(ms);
        await pause(ms, signal);
      }
    } finally {
      const left = waiting.get(subject)! - 1;
      if (left > 0) waiting.set(subject, left);
      else waiting.delete(subject);
    }
  }

  return {
    turn: (payer, signal) => (debtMs(payer) === 0 ? null : wait(payer, signal)),
    took(payer, ms) {
      for (const [bucket] of both(payer)) bucket.points -= ms;
    },
  };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      end();
    };
    const leave = () => settle(() => reject(signal!.reason));
    const timer = setTimeout(() => settle(resolve), ms);
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave);
  });
}

function tooFast(ms: number): ClientError {
  const retryAfterMs = Math.ceil(ms);
  return new ClientError(
    'RATE_LIMITED',
    `Documents that were not seen before come faster than they can be made ready for this key. There will be time in ${retryAfterMs} ms.`,
    {
      retryable: true,
      retryAfterMs,
      help: 'Send few documents, and what differs as variables: a document that was seen before is ready.',
    },
  );
}
