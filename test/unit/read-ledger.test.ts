// What the judge of millions of reads demands of each: see test/long/edges.ts.
import { expect, it } from 'vitest';
import { createReadLedger } from '../support/read-ledger.ts';

it('demands the newest version that was acknowledged by then, of the register that was asked for', () => {
  const ledger = createReadLedger(2);
  expect(ledger.leastAt(0, 1e9)).toBe(0);
  ledger.note({ register: 0, version: 2, ackMs: 100 });
  ledger.note({ register: 0, version: 3, ackMs: 200 });
  ledger.note({ register: 1, version: 9, ackMs: 150 });
  // In any order: reads that began earlier may be answered later.
  expect([250, 99.9, 200, 199.9, 100].map((atMs) => ledger.leastAt(0, atMs))).toEqual([3, 0, 3, 2, 2]);
  expect(ledger.leastAt(1, 250)).toBe(9);
});

it('demands the higher one of two that were acknowledged in another order than they were committed', () => {
  const ledger = createReadLedger(1);
  ledger.note({ register: 0, version: 5, ackMs: 100 });
  ledger.note({ register: 0, version: 4, ackMs: 110 });
  expect(ledger.leastAt(0, 120)).toBe(5);
});

it('tells for how long what was read had been known not to be the newest', () => {
  const ledger = createReadLedger(1);
  for (const [version, ackMs] of [
    [2, 100],
    [3, 300],
    [5, 700],
  ] as const)
    ledger.note({ register: 0, version, ackMs });
  // 4 was committed by somebody who was not told.
  expect([1, 2, 3, 4, 5].map((version) => ledger.behind(0, version, 1_000))).toEqual([900, 700, 300, 300, 0]);
  expect(ledger.behind(0, 1, 50)).toBe(0);
});

it('forgets what is long past, and nothing else', () => {
  const ledger = createReadLedger(1);
  for (let version = 1; version <= 20_000; version++) ledger.note({ register: 0, version, ackMs: version });
  expect(ledger.leastAt(0, 20_000)).toBe(20_000);
  expect(ledger.leastAt(0, 17_000)).toBe(17_000);
});
