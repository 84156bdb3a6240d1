// The ledger of the fault suite: each thing that may not be makes it fire, and nothing else does.
import { expect, it } from 'vitest';
import { boundMs, createLedger, judgeWrites, type Ledger, markOf, type Read } from '../faults/ledger.ts';

const none = { reads: 0, stale: 0, backwards: 0, foreign: 0, defects: 0 };
const read = (ledger: Ledger, version: number, startMs: number, more: Partial<Read> = {}) =>
  ledger.read({ reader: 'one', register: 0, version, startMs, least: 0, question: 'record', how: 'a hit', ...more });

it('a read is stale if it is older than what was acknowledged before its bound, not if that is younger', () => {
  const ledger = createLedger(1);
  ledger.acknowledge(0, 2, 5_000);
  read(ledger, 1, 5_000 + boundMs - 1);
  expect(ledger.counts).toEqual({ ...none, reads: 1 });
  read(ledger, 1, 5_000 + boundMs);
  expect(ledger.counts).toEqual({ ...none, reads: 2, stale: 1 });
  read(ledger, 2, 5_000 + boundMs);
  expect(ledger.counts.stale).toBe(1);
  expect(ledger.samples[0]).toContain('read version 1 of register 0 at 6000; 2 was due');
});

it('with the token of a write, that write is due at once', () => {
  const ledger = createLedger(1);
  read(ledger, 1, 10, { least: 2 });
  expect(ledger.counts.stale).toBe(1);
});

it('versions never fall for one reader by one question; for two they may', () => {
  const ledger = createLedger(1);
  read(ledger, 3, 10);
  read(ledger, 2, 20, { reader: 'other' });
  read(ledger, 2, 20, { question: 'list' });
  expect(ledger.counts.backwards).toBe(0);
  read(ledger, 2, 30);
  expect(ledger.counts.backwards).toBe(1);
});

it('a mark of another tenant is foreign wherever it stands, errors among it', () => {
  const ledger = createLedger(1);
  ledger.see(0, `{"data":{"contact":{"title":"${markOf(0)}"}}}`);
  expect(ledger.counts).toEqual(none);
  ledger.see(0, `{"data":{"contact":{"title":"${markOf(0)}","name":"${markOf(1)}"}}}`);
  ledger.see(1, `{"errors":[{"message":"${markOf(0)} is there already"}]}`);
  expect(ledger.counts.foreign).toBe(2);
});

it('an error that tells of the inside is a defect', () => {
  const ledger = createLedger(1);
  ledger.see(0, '{"errors":[{"message":"The database cannot be reached now; try again."}]}');
  expect(ledger.counts.defects).toBe(0);
  ledger.see(0, '{"errors":[{"message":"connect ECONNREFUSED 127.0.0.1:5432"}]}');
  ledger.see(0, '{"errors":[{"message":"select id from contact where tenant_id = $1"}]}');
  expect(ledger.counts.defects).toBe(2);
});

it('what was acknowledged is there once, what was not once or not at all', () => {
  const writes = [
    { mark: 'there', isAcknowledged: true },
    { mark: 'lost', isAcknowledged: true },
    { mark: 'twice', isAcknowledged: true },
    { mark: 'unknown', isAcknowledged: false },
    { mark: 'unknown and twice', isAcknowledged: false },
  ];
  const found = new Map([
    ['there', 1],
    ['twice', 2],
    ['unknown and twice', 2],
  ]);
  expect(judgeWrites(writes, found)).toEqual({ lost: ['lost'], doubled: ['twice', 'unknown and twice'] });
});
