// When what was not taken is tried again: soon at first, then ever more seldom, for 72 hours, as long as the feed goes back.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long a delivery is tried, from its event on; and an endpoint that took nothing for so long is disabled. */
export const triedForMs = 72 * hour;

/** Before the second attempt, the third, and so on; the last of them again and again. */
const pausesMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];

/** Up to a tenth more: many that failed together do not come back together. */
const jitter = 0.1;

/** A receiver may ask for a pause, not for being forgotten. */
const longestAskedMs = 12 * hour;

/** `attempts`: those that have failed. `askedMs`: what the receiver wants. */
export function pauseAfter(attempts: number, askedMs: number | null, random: () => number = Math.random): number {
  const pauseMs = pausesMs[Math.min(attempts, pausesMs.length) - 1]!;
  const ownMs = pauseMs * (1 + jitter * random());
  return Math.round(Math.max(ownMs, Math.min(askedMs ?? 0, longestAskedMs)));
}

/** An endpoint that failed so often in a row rests: then one delivery at a time finds out whether it is back. */
const failuresBeforeRest = 5;
const longestRestMs = 5 * minute;

/** Null: it need not. */
export function restAfter(failures: number, random: () => number = Math.random): number | null {
  if (failures < failuresBeforeRest) return null;
  const restMs = Math.min(10 * second * 2 ** (failures - failuresBeforeRest), longestRestMs);
  return Math.round(restMs * (1 + jitter * random()));
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110 §10.2.3). Null: nothing that can be used. */
export function parseRetryAfter(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * second;
  const atMs = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
