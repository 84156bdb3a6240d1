// When a delivery that was not taken is tried again.
import { expect, it } from 'vitest';
import { parseRetryAfter, pauseAfter, restAfter, triedForMs } from '../../src/webhooks/schedule.ts';

const minutes = (ms: number) => ms / 60_000;
const noJitter = () => 0;

it('attempts follow after 5 s, 5 min, 30 min, 2 h, 5 h, and then every 10 h until 72 h are over', () => {
  const at: number[] = [];
  for (let clock = 0, attempts = 1; clock < triedForMs; attempts++) {
    at.push(clock);
    clock += pauseAfter(attempts, null, noJitter);
  }
  expect(at.map((ms) => Math.round(minutes(ms)))).toEqual([0, 0, 5, 35, 155, 455, 1055, 1655, 2255, 2855, 3455, 4055]);
});

it('pauses are up to a tenth longer, so that what failed together does not come back together', () => {
  expect(pauseAfter(2, null, () => 0.999)).toBeGreaterThan(329_000);
  expect(pauseAfter(2, null, () => 0.999)).toBeLessThanOrEqual(330_000);
});

it('a receiver may ask for a longer pause, up to twelve hours, and never for a shorter one', () => {
  expect(pauseAfter(1, 60_000, noJitter)).toBe(60_000);
  expect(pauseAfter(2, 1_000, noJitter)).toBe(300_000);
  expect(minutes(pauseAfter(1, 1e12, noJitter))).toBe(720);
});

it('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(parseRetryAfter('120', now)).toBe(120_000);
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:02:00 GMT', now)).toBe(120_000);
  expect(parseRetryAfter('Thu, 01 Jan 2015 00:02:00 GMT', now)).toBe(0);
  for (const none of [undefined, 'soon', '-5', '1e9999']) expect(parseRetryAfter(none, now)).toBe(null);
});

it('an endpoint rests after five failures in a row, ten seconds first and five minutes at most', () => {
  expect([1, 4, 5, 6, 9, 10, 1000].map((failures) => restAfter(failures, noJitter))).toEqual([
    null,
    null,
    10_000,
    20_000,
    160_000,
    300_000,
    300_000,
  ]);
});
