// A bucket of points that fills at a steady rate up to its capacity.
// Invariant: over any time, no more is taken than was in it, plus what flowed in.

/** How large a bucket is, and how many points flow in a second. */
export interface Policy {
  readonly capacity: number;
  readonly refill: number;
}

export interface Bucket {
  points: number;
  /** Monotonic. */
  atMs: number;
}

export function fill(bucket: Bucket, { capacity, refill }: Policy, nowMs: number): void {
  const passedMs = Math.max(0, nowMs - bucket.atMs);
  bucket.points = Math.min(capacity, bucket.points + (passedMs * refill) / 1000);
  bucket.atMs = nowMs;
}

/** What is in it now. */
export function pointsIn({ points, atMs }: Bucket, { capacity, refill }: Policy, nowMs: number): number {
  return Math.max(0, Math.min(capacity, points + (Math.max(0, nowMs - atMs) * refill) / 1000));
}

/** Milliseconds until there are so many; infinite if there never will be. */
export function timeUntil(wanted: number, left: number, { capacity, refill }: Policy): number {
  if (wanted <= left) return 0;
  return wanted > capacity ? Number.POSITIVE_INFINITY : ((wanted - left) / refill) * 1000;
}

/** The share of one of so many nodes. */
export const shareOf = ({ capacity, refill }: Policy, nodes: number): Policy => ({
  capacity: capacity / nodes,
  refill: refill / nodes,
});
