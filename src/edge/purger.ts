// Drops from a CDN what a change made untrue, by the tags of the frames that edges follow too (docs/cdn.md).
// Invariant: a tag that was told is purged, and purged again later, or everything is; no failure makes it forgotten.
import type { TableStep } from '../cache/tag-table.ts';
import { everyAnswer, keyOfTag } from '../http/surrogate.ts';
import { PurgeRefused } from './purge-request.ts';

/** One cache, or one network of them that is purged as a whole. */
export interface PurgeTarget {
  readonly name: string;
  readonly mostKeysPerCall: number;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  /**
   * After the first purge; rising. An answer that was on its way during a purge, or came from a node that had not heard of the change
   * yet (which no node hides for longer than a second), is dropped by these.
   */
  readonly repeatAfterMs: readonly number[];
  /** Drops all that has one of the keys. */
  purge(keys: readonly string[], signal: AbortSignal): Promise<void>;
}

export interface Purger {
  step(step: Pick<TableStep, 'kind' | 'invalidations'>): void;
  /** Tags that are still to be purged, or to be purged again. */
  waiting(): number;
  stop(): Promise<void>;
}

export interface Purged {
  readonly target: string;
  /** 0: everything. */
  readonly tags: number;
  readonly ms: number;
}

export interface PurgerOptions {
  readonly target: PurgeTarget;
  readonly onPurged?: (purged: Purged) => void;
  readonly onError?: (error: unknown, target: string) => void;
  /** From the first tag to the purge, for more tags to come and for answers on their way to arrive. @default 100 */
  readonly gatherMs?: number;
  /** Tags that wait to be purged, or purged again; with more of them everything is purged. @default 20,000 */
  readonly mostWaiting?: number;
  /** The first pause after a failure; each further one doubles it. @default 200 */
  readonly pauseMs?: number;
}

/** Stands for all tags. */
const all = -1;
/** What the rate of the CDN makes wait for longer is purged with everything else, in one call. */
const behindMs = 5_000;
const longestPauseMs = 30_000;

/** Tags on their way to the CDN, each with how often it was purged before. */
type Batch = ReadonlyMap<number, number>;

export function createPurger(options: PurgerOptions): Purger {
  const {
    target,
    onPurged = () => {},
    onError = () => {},
    gatherMs = 100,
    mostWaiting = 20_000,
    pauseMs = 200,
  } = options;
  const { mostKeysPerCall, repeatAfterMs, rate } = target;
  const bucket = createBucket(rate);
  const stopping = new AbortController();
  const isStopped = () => stopping.signal.aborted;
  /** What was missed before the start is unknown: everything goes. */
  let waiting = new Map<number, number>([[all, 0]]);
  let waitingSinceMs = performance.now();
  let repeats: { readonly dueMs: number; readonly times: number; readonly tags: readonly number[] }[] = [];
  let underWay = 0;
  let notBeforeMs = 0;
  let failures = 0;
  let wake = () => {};

  function want(tag: number, times: number): void {
    if (waiting.has(all) && (tag !== all || times >= waiting.get(all)!)) return;
    if (waiting.size === 0) waitingSinceMs = performance.now();
    if (tag === all) waiting = new Map();
    waiting.set(tag, Math.min(times, waiting.get(tag) ?? times));
  }

  const kept = () => repeats.reduce((sum, { tags }) => sum + tags.length, waiting.size);

  /** What was to be purged again will be, with all the rest, and later. */
  function everything(): void {
    repeats = [];
    want(all, 0);
  }

  function takeRepeats(nowMs: number): void {
    const due = repeats.filter(({ dueMs }) => dueMs <= nowMs);
    if (due.length === 0) return;
    repeats = repeats.filter(({ dueMs }) => dueMs > nowMs);
    for (const { tags, times } of due) for (const tag of tags) want(tag, times);
  }

  /** Milliseconds until there is something to be done. */
  function idleMs(): number {
    const nowMs = performance.now();
    takeRepeats(nowMs);
    const next = Math.min(...repeats.map(({ dueMs }) => dueMs));
    if (waiting.size === 0) return next - nowMs;
    const ready = waitingSinceMs + gatherMs;
    return Math.max(Math.min(ready, next), notBeforeMs, nowMs + bucket.waitMs()) - nowMs;
  }

  function takeBatch(): Batch {
    const calls = Math.ceil(waiting.size / mostKeysPerCall);
    if (calls > 1 && calls > bucket.within(behindMs)) everything();
    const batch = new Map([...waiting].slice(0, mostKeysPerCall));
    for (const tag of batch.keys()) waiting.delete(tag);
    return batch;
  }

  async function purge(batch: Batch): Promise<void> {
    const beganMs = performance.now();
    underWay = batch.size;
    try {
      await target.purge(
        Array.from(batch.keys(), (tag) => (tag === all ? everyAnswer : keyOfTag(tag))),
        stopping.signal,
      );
      failures = 0;
      repeat(batch, beganMs);
      onPurged({ target: target.name, tags: batch.has(all) ? 0 : batch.size, ms: performance.now() - beganMs });
    } catch (error) {
      if (isStopped()) return;
      onError(error, target.name);
      for (const [tag, times] of batch) want(tag, times);
      const asked = error instanceof PurgeRefused ? error.retryAfterMs : null;
      const ms = asked ?? Math.min(longestPauseMs, pauseMs * 2 ** failures++) * (0.5 + Math.random());
      notBeforeMs = performance.now() + ms;
    } finally {
      underWay = 0;
    }
  }

  function repeat(batch: Batch, purgedMs: number): void {
    for (const [times, afterMs] of repeatAfterMs.entries()) {
      const tags = [...batch].filter(([, before]) => before === times).map(([tag]) => tag);
      const dueMs = purgedMs + afterMs - (repeatAfterMs[times - 1] ?? 0);
      if (tags.length > 0) repeats.push({ dueMs, times: times + 1, tags });
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => wake(), ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function work(): Promise<void> {
    while (!isStopped()) {
      const ms = idleMs();
      if (ms > 0) await sleep(ms);
      else if (waiting.size > 0) {
        bucket.take();
        await purge(takeBatch());
      }
    }
  }

  const working = work();
  return {
    step({ kind, invalidations }) {
      if (kind === 'reset') everything();
      else for (const { tags } of invalidations) for (const tag of tags) want(tag, 0);
      if (kept() > mostWaiting) everything();
      wake();
    },
    waiting: () => kept() + underWay,
    async stop() {
      stopping.abort();
      wake();
      await working;
    },
  };
}

function createBucket({ perSecond, burst }: PurgeTarget['rate']) {
  let tokens = burst;
  let filledMs = performance.now();
  function fill(): number {
    const nowMs = performance.now();
    tokens = Math.min(burst, tokens + ((nowMs - filledMs) / 1000) * perSecond);
    filledMs = nowMs;
    return tokens;
  }
  return {
    /** Until there is one. */
    waitMs: () => Math.max(0, ((1 - fill()) / perSecond) * 1000),
    take() {
      tokens = fill() - 1;
    },
    /** How many calls there may be in this time. */
    within: (ms: number) => fill() + (ms / 1000) * perSecond,
  };
}
