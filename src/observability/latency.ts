// How long things took, counted in fixed buckets, four to a doubling: a quantile is right to a tenth, and to record is one logarithm.
// Invariant: counts only grow, so that any stretch of time is the difference of two readings.

/** 16 µs to 70 s; what is beyond is counted in the last. */
const mostBuckets = 89;
const leastMs = 0.016;
const perDoubling = 4;

/** By bucket. */
export type LatencyCounts = Uint32Array;

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Latency {
  record(ms: number): void;
  /** As they are now; they change under the reader's hands. */
  counts(): LatencyCounts;
}

export const noLatency = (): LatencyCounts => new Uint32Array(mostBuckets);

export function bucketOf(ms: number): number {
  if (!(ms > leastMs)) return 0;
  return Math.min(mostBuckets - 1, Math.floor(Math.log2(ms / leastMs) * perDoubling));
}

export function createLatency(): Latency {
  const counts = noLatency();
  return {
    record(ms) {
      counts[bucketOf(ms)]!++;
    },
    counts: () => counts,
  };
}

/** Of what was recorded between two readings. Null: nothing was. */
export function quantilesOf(now: LatencyCounts, before: LatencyCounts = noLatency()): Quantiles | null {
  const counts = now.map((count, bucket) => count - before[bucket]!);
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count === 0) return null;
  const at = (share: number) => {
    let left = Math.ceil(share * count);
    const bucket = counts.findIndex((each) => {
      left -= each;
      return left <= 0;
    });
    return leastMs * 2 ** ((bucket + 0.5) / perDoubling);
  };
  return { count, p50: at(0.5), p99: at(0.99) };
}
