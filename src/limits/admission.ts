// How many operations run at once, and who is next. A burst waits its turn. Once somebody had to be refused, whoever has waited longer
// than it would run is refused too, until that helps: late answers cost as much as others, and a long queue makes all of them late.
// Invariant: never more run than the limit, and of bulk only what interactive leaves.
import { ClientError } from '../errors.ts';
import { createFairQueue, type FairQueue } from './fair-queue.ts';
import type { Gradient } from './gradient.ts';
import type { Lane } from './terms.ts';

export interface Entrance {
  /** Whoever shares it shares its turns: an API key. */
  readonly flow: string;
  readonly cost: number;
  readonly lane: Lane;
  /** Milliseconds that it is ready to wait; 0: it said nothing about it. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Admission {
  /** Answers what is to be called when it has run; rejects with OVERLOADED. */
  enter(entrance: Entrance): (() => void) | Promise<() => void>;
  /** Whoever comes now and does not want to wait will be refused. */
  isFull(): boolean;
  counts(): Readonly<AdmissionCounts>;
}

interface AdmissionCounts {
  admitted: number;
  refused: number;
  waiting: number;
  running: number;
  limit: number;
}

interface Waiting {
  readonly sinceMs: number;
  readonly isPatient: boolean;
  readonly admit: () => void;
  readonly giveUp: () => void;
}

/** Of the limit, what bulk may take when nobody else is there: the rest is free for who comes next. */
const bulkShare = 0.5;
/** Of those who said that they would wait: a key's, and all. */
const mostOfFlow = 500;
const mostPatient = 2_000;
/** Of the others: so many wait, and so long, before anybody is refused. */
const longestQueue = 512;
const mostPatienceMs = 1_000;
/** After a refusal, for so long, it is overload: */
const overloadMs = 1_000;
/** then as many wait as run, and these at least, about as long as an operation runs. */
const leastQueue = 4;
const shortPatienceMs = { least: 5, most: 250 };

export function overloaded(): ClientError {
  // Spread, so that those who were refused together do not come back together.
  const retryAfterMs = 1_000 + Math.floor(Math.random() * 2_000);
  const message =
    'More is asked of this service than it can do now; try again, or say with `Prefer: wait=5` that you can wait.';
  return new ClientError('OVERLOADED', message, { retryable: true, retryAfterMs });
}

export function createAdmission({
  gradient,
  now = () => performance.now(),
}: {
  readonly gradient: Gradient;
  readonly now?: () => number;
}): Admission {
  const queues: Record<Lane, FairQueue<Waiting>> = { interactive: createFairQueue(), bulk: createFairQueue() };
  const counts = { admitted: 0, refused: 0 };
  let running = 0;
  let runningBulk = 0;

  let refusedAtMs = Number.NEGATIVE_INFINITY;

  const isOverload = () => now() - refusedAtMs < overloadMs;
  const mostImpatient = () => (isOverload() ? Math.max(leastQueue, gradient.limit()) : longestQueue);
  const shortPatience = () => Math.min(shortPatienceMs.most, Math.max(shortPatienceMs.least, gradient.usualMs()));

  function isFree(lane: Lane): boolean {
    const limit = gradient.limit();
    if (lane === 'interactive') return running < limit;
    return queues.interactive.size() === 0 && running < limit && runningBulk < Math.max(1, limit * bulkShare);
  }

  function start(lane: Lane): () => void {
    counts.admitted++;
    running++;
    if (lane === 'bulk') runningBulk++;
    const startedMs = now();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (lane === 'interactive') gradient.sample(now() - startedMs, running);
      else runningBulk--;
      running--;
      next();
    };
  }

  function next(): void {
    for (const lane of ['interactive', 'bulk'] as const) {
      while (queues[lane].size() > 0 && isFree(lane)) {
        const isLate = isOverload() && now() - queues[lane].head()!.sinceMs > shortPatience();
        const waiting = queues[lane].shift()!;
        if (isLate && !waiting.isPatient) waiting.giveUp();
        else waiting.admit();
      }
    }
  }

  function refused(): ClientError {
    counts.refused++;
    refusedAtMs = now();
    return overloaded();
  }

  function wait({ flow, cost, lane, waitMs, signal }: Entrance): Promise<() => void> {
    const queue = queues[lane];
    return new Promise((resolve, reject) => {
      const leave = (error: unknown) => {
        settle();
        queue.remove(waiting);
        reject(error);
      };
      const waiting: Waiting = {
        sinceMs: now(),
        isPatient: waitMs > 0,
        admit() {
          settle();
          resolve(start(lane));
        },
        giveUp() {
          leave(refused());
        },
      };
      const cancel = () => leave(signal!.reason);
      const timer = setTimeout(waiting.giveUp, waitMs || mostPatienceMs);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      signal?.addEventListener('abort', cancel);
      queue.push(flow, cost, waiting);
    });
  }

  return {
    enter(entrance) {
      const { lane, waitMs, flow, signal } = entrance;
      signal?.throwIfAborted();
      const queue = queues[lane];
      if (queue.size() === 0 && isFree(lane)) return start(lane);
      const isTooLong =
        waitMs > 0 ? queue.size() >= mostPatient || queue.sizeOf(flow) >= mostOfFlow : queue.size() >= mostImpatient();
      if (isTooLong) throw refused();
      return wait(entrance);
    },
    isFull: () => queues.interactive.size() >= mostImpatient(),
    counts: () => ({
      ...counts,
      running,
      waiting: queues.interactive.size() + queues.bulk.size(),
      limit: gradient.limit(),
    }),
  };
}
