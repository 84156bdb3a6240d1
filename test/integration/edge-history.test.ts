// What clients see of writes through an origin and three edges, one of them behind a line that stalls and is cut: every read is explained
// by what was committed, within a second (docs/edge.md). For minutes instead of seconds: `npm run test:history -- 10 1 edges`.
import { afterAll, beforeAll, it } from 'vitest';
import { type EdgeFleet, startEdgeFleet } from '../support/edge-nodes.ts';
import { type Recording, recordHistory } from '../support/history.ts';
import { expectExplained, waysOfEdges } from '../support/history-expect.ts';
import { createAsker } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const seed = 20_261_101;
/** On an idle machine; on a busy one until enough has happened. */
const usualMs = 7_000;

let database: TestDatabase;
let redis: TestRedis;
let fleet: EdgeFleet;
let recording: Recording;
const asker = createAsker();

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  fleet = await startEdgeFleet(database.url, redis.url);
  const { nodes } = fleet;
  recording = await recordHistory({ databaseUrl: database.url, nodes, asker, seed });
});

afterAll(async () => {
  asker.stop();
  await fleet?.stop();
  await redis?.stop();
  await database?.drop();
});

it('every read is explained, also through an edge that goes blind, is cut off and comes back', {
  timeout: 100_000,
}, async () => {
  const { counts } = recording;
  const { nodes, line } = fleet;
  const edge = nodes[3]!;
  const startedMs = performance.now();
  let isBack = false;
  const run = recording.run(() => isBack && performance.now() - startedMs > usualMs && counts.mutations > 100);
  const more = (mutations: number, what: string) => {
    const before = counts.mutations;
    return until(() => counts.mutations > before + mutations, { withinMs: 20_000, what });
  };
  await more(20, 'that clients write');
  line.cut();
  await more(20, 'that clients write after a cut');
  line.stall();
  await until(() => !edge.cache.isLive(), { what: 'that the edge goes blind' });
  await more(20, 'that others write while it is blind');
  line.resume();
  await until(() => edge.cache.isLive(), { what: 'that the edge recovers' });
  await more(20, 'that clients write behind it');
  isBack = true;
  await run;
  await expectExplained(recording, { judged: 500, outcomes: waysOfEdges });
});
