// The tag table beside a PostgreSQL that remembers everything, and what it promises beyond that, one example each.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Position } from '../../src/cache/position.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import { createTagTable, type Invalidation, type Stamp, type TagTableOptions } from '../../src/cache/tag-table.ts';
import { smallLimits } from '../support/model-scenarios.ts';
import { createVariant } from '../support/model-table.ts';
import { createRandom } from '../support/random.ts';
import { type HistoryOptions, live, type Tally } from '../support/table-history.ts';

const small = createVariant(smallLimits);

const anyHistory = fc.record({
  random: fc.integer().map(createRandom),
  steps: fc.constant(600),
  tenants: fc.integer({ min: 1, max: 4 }),
  tags: fc.constantFrom(2, 12, 200),
  mostTagsOfEntry: fc.constantFrom(1, 4, 30),
  mostTagsOfWrite: fc.constantFrom(1, 3, 20),
  longOnceIn: fc.constantFrom(10, 100, 1e9),
  resetOnceIn: fc.constantFrom(30, 300, 1e9),
  pruneOnceIn: fc.constantFrom(3, 40),
  mostEntries: fc.constant(40),
  keptFor: fc.constantFrom(0, 10, 200, 1e9),
  mostTags: fc.constantFrom(10, 300, Number.POSITIVE_INFINITY),
}) satisfies fc.Arbitrary<HistoryOptions>;

it.each([
  ['as it is', createTagTable],
  ['with small limits', small.createTagTable],
])('never calls a stale entry valid: %s', { timeout: 60_000 }, (_, create) => {
  const found: Tally[] = [];
  fc.assert(
    fc.property(anyHistory, (options) => void found.push(live(create, options))),
    { numRuns: 150 },
  );
  const sum = (key: keyof Tally) => found.reduce((total, tally) => total + tally[key], 0);
  // Enough of each kind that the property says something.
  expect(sum('checks')).toBeGreaterThan(100_000);
  expect(sum('stale')).toBeGreaterThan(10_000);
  expect(sum('belowFloor')).toBeGreaterThan(1_000);
  expect(sum('spared')).toBeGreaterThan(500);
});

it('stays right when tags are touched a thousand times while transactions stay open', { timeout: 60_000 }, () => {
  const busy = { steps: 4_000, tenants: 1, tags: 20, mostTagsOfEntry: 6, mostTagsOfWrite: 30, longOnceIn: 100 };
  const kept = { resetOnceIn: 1e9, pruneOnceIn: 100, mostEntries: 40, keptFor: 2_000, mostTags: 1e6 };
  const tally = live(createTagTable, { random: createRandom(7), ...busy, ...kept });
  expect(tally.stale).toBeGreaterThan(1_000);
});

it('refuses in vain fewer than one true answer in two hundred, long transactions and hot tags included', {
  timeout: 60_000,
}, () => {
  const hot = { steps: 3_000, tenants: 1, tags: 4, mostTagsOfEntry: 3, mostTagsOfWrite: 2, longOnceIn: 100 };
  const kept = { resetOnceIn: 1e9, pruneOnceIn: 20, mostEntries: 60, keptFor: 300, mostTags: 1e6 };
  let [needless, truths] = [0, 0];
  for (let seed = 1; seed <= 5; seed++) {
    const tally = live(createTagTable, { random: createRandom(seed), ...hot, ...kept });
    needless += tally.needless;
    truths += tally.checks - tally.stale;
  }
  expect(truths).toBeGreaterThan(20_000);
  expect(needless / truths).toBeLessThan(0.005);
});

const at = (xmax: number, ...xip: number[]): Position => ({ xmin: xip[0] ?? xmax, xmax, xip });
const note = (xid: number, ...tags: string[]): Invalidation => ({
  tenantId: 't',
  xid,
  tags: hashTags('t', tags),
  cause: `cause ${xid}`,
});
const read = (position: Position, ...tags: string[]): Stamp => ({
  identity: 'i',
  tenantId: 't',
  tags: hashTags('t', tags),
  position,
  verified: -1,
});

function tableAt(position: Position, options: TagTableOptions = {}) {
  const table = createTagTable(options);
  table.reset({ epoch: 'i.1', identity: 'i', floor: position, next: position, invalidations: [] });
  const step = (next: Position, ...invalidations: Invalidation[]) =>
    table.apply({ epoch: 'i.1', prev: table.position(), next, invalidations });
  return { ...table, step };
}

it('knows nothing before the first reset, and calls nothing valid', () => {
  const table = createTagTable();
  expect(table.isValid(read(at(100), 'a'))).toBe(false);
  expect(table.apply({ epoch: 'i.1', prev: table.position(), next: at(100), invalidations: [] })).toBe(false);
  table.prune();
  expect([table.epoch(), table.identity(), table.size()]).toEqual([null, null, 0]);
});

it('takes a frame once, where it begins, and of its own epoch', () => {
  const table = tableAt(at(100));
  const frame = { epoch: 'i.1', prev: at(100), next: at(101), invalidations: [note(100, 'a')] };
  expect(table.apply({ ...frame, epoch: 'i.2' })).toBe(false);
  expect(table.apply({ ...frame, prev: at(99) })).toBe(false);
  expect(table.apply({ ...frame, prev: at(100, 98) })).toBe(false);
  expect(table.apply(frame)).toBe(true);
  expect(table.apply(frame)).toBe(false);
  expect(table.position()).toEqual(at(101));
});

it('serves what was just read while a transaction stays open, however often its tags are touched', () => {
  const table = tableAt(at(101, 100));
  for (let xid = 101; xid < 1_500; xid++) {
    table.step(at(xid + 1, 100), note(xid, 'hot', 'x'));
    const stamp = read(at(xid + 1, 100), 'hot');
    expect(table.isValid(stamp), `after ${xid}`).toBe(true);
    expect(table.isValid(read(at(xid, 100), 'hot')), `before ${xid}`).toBe(false);
  }
  table.step(at(1_501), note(100, 'hot'));
  expect(table.isValid(read(at(1_501, 100), 'hot'))).toBe(false);
  expect(table.isValid(read(at(1_501), 'hot'))).toBe(true);
});

it('remembers what its log has no more room for', () => {
  const table = tableAt(at(100));
  const [touched, alone] = [read(at(100), 'a'), read(at(100), 'b')];
  expect(table.isValid(touched) && table.isValid(alone)).toBe(true);
  table.step(at(101), note(100, 'a'));
  for (let xid = 101; xid < 201; xid++) {
    const rows = Array.from({ length: 700 }, (_, each) => `row ${xid} ${each}`);
    table.step(at(xid + 1), note(xid, ...rows));
  }
  expect(table.size()).toBe(70_001);
  expect([table.isValid(touched), table.isValid(alone)]).toEqual([false, true]);
});

it('calls nothing valid that was read before another epoch, whatever floor the changes would allow', () => {
  const table = tableAt(at(100));
  const [kept, coming] = [read(at(100), 'a'), read(at(101), 'b')];
  expect(table.isValid(kept)).toBe(true);
  table.reset({ epoch: 'i.2', identity: 'i', floor: at(90), next: at(102), invalidations: [] });
  expect([table.isValid(kept), table.isValid(coming), table.isValid(read(at(102), 'a'))]).toEqual([false, false, true]);
  // The same epoch again, as after a lost stream: the floor is the one that is asked for.
  table.reset({ epoch: 'i.2', identity: 'i', floor: at(100), next: at(103), invalidations: [note(102, 'b')] });
  expect([table.isValid(read(at(102), 'a')), table.isValid(read(at(102), 'b'))]).toEqual([true, false]);
});

it('calls nothing valid that was read in another history', () => {
  const table = tableAt(at(100));
  expect(table.isValid({ ...read(at(100), 'a'), identity: 'j' })).toBe(false);
});

it('moves what is valid to where it stands, and leaves alone what was read later', () => {
  const table = tableAt(at(100));
  const [earlier, later] = [read(at(100), 'a'), read(at(109), 'a')];
  table.step(at(105), note(101, 'b'));
  expect(table.isValid(earlier) && table.isValid(later)).toBe(true);
  expect([earlier.position, later.position]).toEqual([at(105), at(109)]);
  table.step(at(107), note(106, 'a'));
  expect([table.isValid(earlier), table.isValid(later)]).toEqual([false, true]);
});

it('passes over what a stamp spares, as long as the log tells what that was', () => {
  const table = tableAt(at(100));
  const spares = { isSpared: (_: number, cause: unknown) => cause === 'cause 100', bytes: 0 };
  const [asked, late] = [
    { ...read(at(100), 'a'), spares },
    { ...read(at(100), 'a'), spares },
  ];
  table.step(at(101), note(100, 'a'));
  expect(table.isValid(asked)).toBe(true);
  expect(table.isValid(read(at(100), 'a'))).toBe(false);
  for (let each = 0; each < 100; each++) {
    const xid = 101 + each;
    table.step(at(xid + 1), note(xid, ...Array.from({ length: 700 }, (_, row) => `row ${xid} ${row}`)));
  }
  expect([table.isValid(asked), table.isValid(late)]).toEqual([true, false]);
  table.step(at(202), note(201, 'a'));
  expect(table.isValid(asked)).toBe(false);
});

it('forgets what is older than it has to keep, and nothing that was asked for in that time', () => {
  let nowMs = 0;
  const table = tableAt(at(100), { keptForMs: 900, now: () => nowMs });
  const [asked, alone] = [read(at(100), 'a'), read(at(100), 'a')];
  for (let xid = 100; xid < 140; xid++) {
    nowMs += 100;
    table.step(at(xid + 1), note(xid, `row ${xid}`));
    table.prune();
    expect(table.isValid(asked), `after ${nowMs} ms`).toBe(true);
    expect(table.size()).toBeLessThanOrEqual(14);
  }
  expect(table.isValid(alone)).toBe(false);
  expect(table.floor().xmax).toBeGreaterThan(125);
});

it('forgets early what is more than it may keep', () => {
  const table = tableAt(at(100), { mostTags: 40 });
  for (let xid = 100; xid < 1_000; xid++) {
    table.step(at(xid + 1), note(xid, ...Array.from({ length: 5 }, (_, each) => `row ${xid} ${each}`)));
    expect(table.size()).toBeLessThanOrEqual(40);
    expect(table.isValid(read(at(xid), 'other'))).toBe(true);
  }
  expect(table.floor().xmax).toBeGreaterThanOrEqual(990);
});

it('tells which change came last of those that an entry lacks', () => {
  const table = tableAt(at(100));
  table.step(at(101), note(100, 'a', 'b'));
  table.step(at(103), note(101, 'b'), note(102, 'c'));
  expect(table.causeOf(read(at(100), 'a', 'b'))).toMatchObject({ xid: 101, cause: 'cause 101' });
  expect(table.causeOf(read(at(102), 'a', 'b', 'c'))).toMatchObject({ xid: 102, cause: 'cause 102' });
  expect(table.causeOf(read(at(102), 'a', 'b'))).toBeNull();
  expect(table.causeOf({ ...read(at(100), 'a'), tenantId: 'another' })).toBeNull();
});
