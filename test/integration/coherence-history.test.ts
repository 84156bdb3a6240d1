// What clients see of writes, under load on three nodes: every read is explained by what was committed, within the bound of its mode
// (docs/coherence.md §10, §12). For minutes instead of seconds: `npm run test:history`.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Recording, recordHistory } from '../support/history.ts';
import { type History, judge } from '../support/history-check.ts';
import { expectExplained } from '../support/history-expect.ts';
import { createAsker, type Node, startNode } from '../support/nodes.ts';
import { type Line, openLine } from '../support/nodes-line.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { lateFrames } from '../support/race-mutants-feed.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 100_000 });
const seed = 20_260_501;
/** On an idle machine; on a busy one until enough has happened. */
const usualMs = 6_000;

let database: TestDatabase;
let redis: TestRedis;
/** Of the third node. */
let line: Line;
let nodes: Node[];
let recording: Recording;
const asker = createAsker();

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  line = await openLine(database.url);
  nodes = [];
  for (const databaseUrl of [database.url, database.url, line.url])
    nodes.push(await startNode({ databaseUrl, redisUrl: redis.url, logLevel: 'silent' }));
  recording = await recordHistory({ databaseUrl: database.url, nodes, asker, seed });
});

afterAll(async () => {
  asker.stop();
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  await line?.stop();
  await redis?.stop();
  await database?.drop();
});

it('every read is explained, also on a node that goes blind and comes back', async () => {
  const { counts } = recording;
  const startedMs = performance.now();
  let isBack = false;
  const run = recording.run(() => isBack && performance.now() - startedMs > usualMs && counts.mutations > 100);
  const more = (mutations: number, what: string) => {
    const before = counts.mutations;
    return until(() => counts.mutations > before + mutations, { withinMs: 20_000, what });
  };
  await more(30, 'that clients write');
  line.stall();
  await until(() => !nodes[2]!.cache.isLive(), { what: 'that the third node goes blind' });
  await more(20, 'that others write while it is blind');
  line.resume();
  await until(() => nodes[2]!.cache.isLive(), { what: 'that the third node recovers' });
  await more(30, 'that clients write behind it');
  isBack = true;
  await run;
  await expectExplained(recording, { judged: 500 });
});

it('frames that come late, while the feed calls itself fresh, are noticed', async () => {
  const undo = await lateFrames.install({ query: async () => ({ rows: [] }) }, nodes);
  try {
    const { mutations } = recording.counts;
    await recording.run(() => recording.counts.mutations > mutations + 40);
  } finally {
    await undo();
  }
  const { violations } = judge(await recording.history());
  expect(violations.join('\n')).toMatch(/had to see|superseded/);
});

describe('the judge', () => {
  const versions = ['a', 'b', 'c'].map((value, index) => ({ register: 'r', value, list: index === 1 ? 'two' : 'one' }));
  const write = (value: string, begunMs: number, ackMs: number, node: number | null = null) => ({
    register: 'r',
    value,
    begunMs,
    ackMs,
    node,
  });
  const writes = [write('b', 5_000, 5_010, 0), write('c', 8_000, 8_010)];
  type Seen = Partial<History['reads'][number]> & { value: string | null };
  const told = ({ value, ...read }: Seen) => {
    const seen = [{ register: 'r', value }];
    const asked = { mode: 'plain', node: 1, startMs: 0, endMs: 0, list: null, own: [], seen, ...read } as const;
    return judge({ writes, versions, reads: [asked] })
      .violations.join()
      .split('\n')[0];
  };

  it.each<[string, Seen, string | RegExp]>([
    ['what is true', { value: 'a', startMs: 100, endMs: 110 }, ''],
    ['what was true within the bound', { value: 'a', startMs: 6_005, endMs: 6_006 }, ''],
    ['what was true before it', { value: 'a', startMs: 6_020, endMs: 6_021 }, /superseded 1010 ms before/],
    ['either while it is committed', { value: 'b', startMs: 5_001, endMs: 5_002 }, ''],
    ['the future', { value: 'b', startMs: 4_000, endMs: 4_999 }, /not yet written/],
    ['what was rolled back', { value: 'x' }, /never committed/],
    ['a strong read of the past', { value: 'a', mode: 'strong', startMs: 5_020, endMs: 5_021 }, /superseded/],
    ['a strong read meanwhile', { value: 'a', mode: 'strong', startMs: 5_005, endMs: 5_021 }, ''],
    ['a node that answered a write', { value: 'a', node: 0, startMs: 5_011, endMs: 5_012 }, /had to see/],
    ['before it answered', { value: 'a', node: 0, startMs: 5_009, endMs: 5_012 }, ''],
    [
      'own writes',
      { value: 'a', mode: 'token', startMs: 5_011, endMs: 5_012, own: [{ register: 'r', value: 'b' }] },
      /had to see/,
    ],
    ['the wrong list', { value: 'b', list: 'one', startMs: 5_020, endMs: 5_021 }, /never in this list/],
    ['rightly absent', { value: null, list: 'one', startMs: 7_000, endMs: 7_001 }, ''],
    ['wrongly absent', { value: null, list: 'one', startMs: 9_100, endMs: 9_101 }, /all the time/],
    ['absent within the bound', { value: null, list: 'one', startMs: 9_000, endMs: 9_001 }, ''],
  ])('judges %s', (_, seen, expected) => {
    if (expected === '') expect(told(seen)).toBe('');
    else expect(told(seen)).toMatch(expected);
  });
});
