// Leases in a real Redis: of many nodes that miss the same answer one makes it, and none holds up the others for long.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSharedStore } from '../../src/cache/shared-store.ts';
import { createRedisConnection, type RedisConnection } from '../../src/redis/connection.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const epoch = '7000000000000000001.00000001.16384.1';
let server: OwnRedis;
let redis: RedisConnection;

beforeAll(async () => {
  server = await startOwnRedis();
  redis = createRedisConnection({ url: server.url, deadlineMs: 1_000, onError: () => {} });
  await until(() => !redis.isOpen(), { what: 'the connection' });
});
beforeEach(() => server.flush());
afterAll(async () => {
  await redis?.stop();
  await server?.stop();
});

it('a lease is had by one of many, and then by the next', async () => {
  const stores = Array.from({ length: 10 }, () => createSharedStore({ redis }));
  const taken = await Promise.all(stores.map((each) => each.lease(epoch, 'key')));
  expect(taken.filter(Boolean)).toHaveLength(1);
  const holder = stores[taken.indexOf(true)]!;
  const other = stores[taken.indexOf(false)]!;
  await other.release(epoch, 'key'); // it is not the other's to give back
  expect(await other.lease(epoch, 'key')).toBe(false);
  await holder.release(epoch, 'key');
  expect(await other.lease(epoch, 'key')).toBe(true);
  expect(other.counts()).toMatchObject({ leased: 1, contended: 2 });
});

it('a lease is competed for by origins, or by edges: an edge asks an origin for what it has the lease of', async () => {
  const [origin, edge, other] = (['origin', 'edge', 'edge'] as const).map((role) => createSharedStore({ redis, role }));
  expect(await edge!.lease(epoch, 'key')).toBe(true);
  expect(await other!.lease(epoch, 'key')).toBe(false);
  expect(await origin!.lease(epoch, 'key')).toBe(true);
});

it('a lease ends by itself when its holder does not come back', async () => {
  const [holder, other] = [createSharedStore({ redis }), createSharedStore({ redis })];
  await holder.lease(epoch, 'key');
  const start = performance.now();
  await until(() => other.lease(epoch, 'key'));
  expect(performance.now() - start).toBeGreaterThan(500);
  expect(performance.now() - start).toBeLessThan(3000);
});
