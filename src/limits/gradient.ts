// How many operations may run at once, found by what they take: as long as latency stays what it is without a crowd, the limit
// grows; when operations only wait for each other, it shrinks. After the gradient of Netflix' concurrency-limits; but what is usual is
// learned from windows without a crowd alone, because theirs drifts: under lasting overload it takes being slow for usual.
// Invariant: within its bounds, whatever is measured.

export interface Gradient {
  limit(): number;
  /** Milliseconds that an operation takes without a crowd. */
  usualMs(): number;
  /** One operation has run, while so many did. */
  sample(tookMs: number, atOnce: number): void;
}

export interface GradientOptions {
  readonly least: number;
  readonly most: number;
  readonly first: number;
}

/** Latency may be so many times the usual before the limit shrinks. */
const tolerance = 1.5;
/** A window of samples moves the limit by a fifth of what it says. */
const smoothing = 0.2;
/** Samples to a window: single operations differ by a hundred times. */
const window = 20;
/** What is usual follows what is seen without a crowd: to slower within some 20 windows, and to faster within four, since the first windows
 * of a process, whose code is cold, are four times as slow as all after them. */
const learning = { slower: 0.05, faster: 0.25 };

export function createGradient({ least, most, first }: GradientOptions): Gradient {
  let limit = first;
  let usualMs = 0;
  let count = 0;
  let sumMs = 0;
  let peak = 0;

  function learn(shortMs: number, isCrowded: boolean): void {
    if (usualMs === 0) usualMs = shortMs;
    // No crowd makes operations faster than they are; and with the least that may run, what is seen is what there is.
    else if (shortMs < usualMs) usualMs += (shortMs - usualMs) * learning.faster;
    else if (!isCrowded || limit <= least) usualMs += (shortMs - usualMs) * learning.slower;
  }

  return {
    limit: () => Math.floor(limit),
    usualMs: () => usualMs,
    sample(tookMs, atOnce) {
      sumMs += tookMs;
      count++;
      peak = Math.max(peak, atOnce);
      if (count < window) return;
      const shortMs = sumMs / count;
      const isCrowded = peak >= limit / 2;
      [count, sumMs, peak] = [0, 0, 0];
      learn(shortMs, isCrowded);
      if (!isCrowded) return; // it was not the limit that made them so fast
      const gradient = Math.max(0.5, Math.min(1, (tolerance * usualMs) / shortMs));
      const wanted = limit * gradient + 1;
      limit = Math.max(least, Math.min(most, limit + (wanted - limit) * smoothing));
    },
  };
}
