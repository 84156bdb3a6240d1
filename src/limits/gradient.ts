// How many operations may run at once, found by what they take: as long as latency stays what it was, the limit grows; when
// operations only wait for each other, it shrinks. Gradient2 of Netflix' concurrency-limits.
// Invariant: within its bounds, whatever is measured.

export interface Gradient {
  limit(): number;
  /** Milliseconds that an operation takes as a rule. */
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
/** The usual latency is that of some 200 windows. */
const longWindow = 200;

export function createGradient({ least, most, first }: GradientOptions): Gradient {
  let limit = first;
  let usualMs = 0;
  let windows = 0;
  let count = 0;
  let sumMs = 0;
  let peak = 0;

  return {
    limit: () => Math.floor(limit),
    usualMs: () => usualMs,
    sample(tookMs, atOnce) {
      sumMs += tookMs;
      count++;
      peak = Math.max(peak, atOnce);
      if (count < window) return;
      const shortMs = sumMs / count;
      const wasFull = peak >= limit / 2;
      [count, sumMs, peak] = [0, 0, 0];
      windows++;
      const weight = Math.max(1 / windows, 1 / longWindow);
      // Operations have become cheaper, or the crowd has gone: what was usual then is forgotten faster.
      if (usualMs > 2 * shortMs) usualMs *= 0.95;
      usualMs += (shortMs - usualMs) * weight;
      if (!wasFull) return; // it was not the limit that made them so fast
      const gradient = Math.max(0.5, Math.min(1, (tolerance * usualMs) / shortMs));
      const wanted = limit * gradient + Math.sqrt(limit);
      limit = Math.max(least, Math.min(most, limit + (wanted - limit) * smoothing));
    },
  };
}
