// What came of attempts, written down: those that end while one write is under way share the next one.
// Invariant: whoever waits for its result goes on when that is committed.
import type { Pool } from '../db/pool.ts';
import { write } from '../db/transaction.ts';
import { type Delivery, noteOutcome, type Outcome } from './deliveries.ts';
import type { EndReason } from './endpoint.ts';
import { noteFailed, noteTaken } from './health.ts';
import type { Turn } from './queue.ts';
import { pauseAfter } from './schedule.ts';
import { type Attempt, isGone, isTaken } from './send.ts';

export interface Result {
  readonly delivery: Delivery;
  readonly made: Attempt;
  readonly atMs: number;
}

/** Answers why the endpoint is to be ended, if it is. */
export type Note = (result: Result) => Promise<EndReason | null>;

export function createNote(pool: Pool, turn: Turn): Note {
  let tail: Promise<unknown> = Promise.resolve();
  let next: { readonly results: Result[]; readonly saved: Promise<EndReason | null> } | null = null;

  return (result) => {
    if (next === null) {
      const results: Result[] = [];
      const saved = tail.then(() => {
        next = null;
        return save(pool, turn, results);
      });
      tail = saved.catch(() => {}); // told to those who wait for it
      next = { results, saved };
    }
    next.results.push(result);
    return next.saved;
  };
}

function save(pool: Pool, { tenantId, endpointId }: Turn, results: readonly Result[]): Promise<EndReason | null> {
  const atMs = results.at(-1)!.atMs;
  const failed = results.filter(({ made }) => !isTaken(made));
  return write(pool, tenantId, async (tx) => {
    await Promise.all(results.map((result) => noteOutcome(tx, result.delivery, outcomeOf(result))));
    if (failed.some(({ made }) => isGone(made))) return 'GONE';
    if (failed.length < results.length) await noteTaken(tx, endpointId, atMs);
    else if (await noteFailed(tx, endpointId, atMs, failed.length, failed.at(-1)!.made.error ?? '')) return 'DEAD';
    return null;
  });
}

function outcomeOf({ delivery, made, atMs }: Result): Outcome {
  const { status, error, durationMs, retryAfterMs } = made;
  const attempt = { at: new Date(atMs).toISOString(), status, error, durationMs };
  return isTaken(made)
    ? { state: 'delivered', dueAtMs: atMs, attempt }
    : { state: 'pending', dueAtMs: atMs + pauseAfter(delivery.attempts + 1, retryAfterMs), attempt };
}
