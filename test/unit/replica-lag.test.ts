// How long a replica has lacked something, with the clock in the hands of the test.
import { beforeEach, expect, it } from 'vitest';
import { createReplicaLag, type ReplicaLag } from '../../src/db/replica-lag.ts';

let nowMs: number;
let lag: ReplicaLag;
beforeEach(() => {
  nowMs = 0;
  lag = createReplicaLag(() => nowMs);
});

it('is nothing as long as the replica shows what the primary had, however long nothing is committed', () => {
  for (; nowMs < 60_000; nowMs += 250) lag.note(nowMs, 100, 100);
  expect(lag.seconds()).toBe(0);
});

it('grows while the replica stands still, and is what is left when it goes on', () => {
  for (; nowMs <= 10_000; nowMs += 1_000) lag.note(nowMs, 100 + nowMs, 100);
  expect(lag.seconds()).toBe(10);
  lag.note(nowMs, 100 + nowMs, 6_100);
  expect(lag.seconds()).toBe(4);
  lag.note(nowMs, 100 + nowMs, 100 + nowMs);
  expect(lag.seconds()).toBe(0);
});

it('is never told too short, however long that takes', () => {
  for (; nowMs <= 3_600_000; nowMs += 250) lag.note(nowMs, 100 + nowMs, 100);
  nowMs -= 250;
  for (const seen of [0, 1_000, 900_000, 1_799_900, 3_000_000, 3_599_000]) {
    lag.note(nowMs, 100 + nowMs, 100 + seen);
    expect(lag.seconds()).toBeGreaterThanOrEqual((nowMs - seen - 250) / 1_000);
    expect(lag.seconds()).toBeLessThanOrEqual((nowMs - seen) / 1_000 + 70);
  }
});
