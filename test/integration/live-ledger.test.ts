// Nothing is lost: whatever was committed reaches every subscriber, each commit of a record once (by its id) and in order, though
// connections are cut and the origin starts anew; and nothing that was rolled back or is another tenant's reaches anybody.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createPool } from '../../src/db/pool.ts';
import { pepper } from '../support/api.ts';
import { faultsOf, hasAll, type Subscriber, subscribe, write } from '../support/live-ledger.ts';
import { type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { createRandom } from '../support/random.ts';
import { startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());

it('subscribers by stream, socket and page agree with what was committed', async () => {
  const { api } = scene;
  const random = createRandom(6);
  const start = (redisUrl: string, port = 0) =>
    startOrigin({
      config: readConfig({ PORT: String(port), LOG_LEVEL: 'silent', POOL_MAX: '4', REDIS_URL: redisUrl }),
      databaseUrl: api.databaseUrl,
      pepper,
      graphiql: null,
    });
  const redis = await startOwnRedis();
  let origin: RunningOrigin = await start(redis.url);
  const { port } = origin;
  const ours = await Promise.all(Array.from({ length: 12 }, (_, index) => scene.createDeal(`ledger ${index}`)));
  const theirs = await api.ask<{ createDeal: { id: string } }>(
    'mutation { createDeal(input: { name: "theirs" }) { id } }',
    {},
    { key: api.tenants[1].key },
  );
  const { changes } = await api.ask<{ changes: { pageInfo: { endCursor: string } } }>(
    '{ changes { pageInfo { endCursor } } }',
  );
  const from = changes.pageInfo.endCursor;
  const { key } = api.tenants[0];
  const url = () => `http://127.0.0.1:${port}`;
  const subscribers = (['events', 'socket', 'pages', 'events', 'socket'] as const).map((by, index) =>
    subscribe(`${by} ${index}`, index < 3 ? url : () => api.url, key, from, by),
  );
  const pool = createPool({ url: api.databaseUrl, role: 'none', max: 5 });
  const committed = new Map<string, number>();
  const foreign = new Map<string, number>();
  let isOver = false;
  const writers = [
    ...[1, 2, 3].map(() => write(pool, ours, random, committed, () => isOver)),
    write(pool, [theirs.createDeal.id], random, foreign, () => isOver),
  ];
  const total = () => [...committed.values()].reduce((sum, count) => sum + count, 0);
  const after = (count: number) => until(() => total() >= count, { withinMs: 60_000, what: `${count} commits` });
  for (let turn = 1; turn <= 6; turn++) {
    await after(turn * 60);
    for (const subscriber of subscribers) if (random.below(2) === 0) subscriber.drop();
    if (turn === 2) await redis.stop();
    if (turn === 3 || turn === 5) {
      await origin.stop();
      await after(turn * 60 + 25);
      origin = await start(redis.url, port);
    }
    if (turn === 4)
      await api.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'clientele change feed' and datname = current_database()`,
      );
  }
  isOver = true;
  await Promise.all(writers);
  const isThere = (subscriber: Subscriber) => hasAll(subscriber, committed);
  await until(() => subscribers.every(isThere), { withinMs: 15_000 }).catch(() => {}); // then faults tell what is missing
  const found = subscribers.flatMap((subscriber) => faultsOf(subscriber, committed));
  await Promise.all(subscribers.map((subscriber) => subscriber.stop()));
  await origin.stop();
  await pool.end();
  expect(found.slice(0, 5).map(({ text }) => text)).toEqual([]);
  expect(foreign.size).toBe(1);
  expect(Math.min(...subscribers.map(({ told }) => told))).toBeGreaterThanOrEqual(total());
}, 180_000);
