// What clients see of writes through an origin and three edges, all of them processes that are stopped, cut off and killed under load:
// every read is explained by what was committed, within a second (docs/edge.md). For millions of reads: `npm run test:edges`.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fleet, resetsOf, startFleet, untilBlind, untilLive } from '../support/edge-processes.ts';
import { type Recording, recordHistory } from '../support/history.ts';
import { expectExplained, waysOfEdges } from '../support/history-expect.ts';
import { createAsker } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const seed = 20_261_123;

let database: TestDatabase;
let redis: TestRedis;
let fleet: Fleet;
let recording: Recording;
let mayRefuse: readonly string[] = [];
const asker = createAsker();

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  fleet = await startFleet({ databaseUrl: database.url, redisUrl: redis.url });
  const { nodes } = fleet;
  recording = await recordHistory({ databaseUrl: database.url, nodes, asker, seed, mayRefuse: () => mayRefuse });
});

afterAll(async () => {
  asker.stop();
  await fleet?.stop();
  await redis?.stop();
  await database?.drop();
});

it('every read is explained, through SIGSTOP of an edge and of the origin, a cut line, SIGTERM and SIGKILL', async () => {
  const { origin, edges, lines } = fleet;
  const { counts } = recording;
  const [first, second] = edges;
  let isOver = false;
  const run = recording.run(() => isOver);
  const writes = () => counts.mutations + counts.transactions;
  const more = (number: number, what: string) => {
    const before = writes();
    return until(() => writes() > before + number, { withinMs: 20_000, what: `that clients write ${what}` });
  };
  const pass = (ms: number) => {
    const fromMs = performance.now();
    return until(() => performance.now() - fromMs > ms);
  };
  await more(40, 'at all');
  const resets = await Promise.all(edges.map(resetsOf));

  first!.pause();
  await pass(1_300);
  first!.resume();
  await more(20, 'after an edge stood still');

  origin.pause();
  await Promise.all(edges.map(untilBlind));
  origin.resume();
  await Promise.all(edges.map((edge) => untilLive(edge)));
  await more(20, 'after the origin stood still');

  mayRefuse = ['UNAVAILABLE', 'NO_ANSWER', 'REQUEST_TIMEOUT']; // the last of a node that stops, which read nothing
  lines[1]!.cut();
  await untilBlind(second!);
  lines[1]!.mend();
  await untilLive(second!);
  expect(await Promise.all(edges.map(resetsOf)), 'nothing was thrown away').toEqual(resets);

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await more(20, `before ${signal}`);
    expect(await origin.end(signal)).toBe(signal === 'SIGTERM' ? 0 : null);
    await Promise.all(edges.map(untilBlind));
    await origin.start();
    await Promise.all(edges.map((edge) => untilLive(edge)));
  }
  await more(40, 'behind it all');
  isOver = true;
  await run;
  await expectExplained(recording, { judged: 1_000, outcomes: waysOfEdges });
});
