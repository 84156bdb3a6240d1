// Redis as a cluster, and behind sentinels: what nodes share is shared, and a failover costs seconds without Redis and nothing else.
import { afterEach, expect, it } from 'vitest';
import type { Blob } from '../../src/cache/blob.ts';
import { createSharedStore } from '../../src/cache/shared-store.ts';
import { createSharedBuckets } from '../../src/limits/shared-buckets.ts';
import { createRedisConnection, type RedisConnection } from '../../src/redis/connection.ts';
import { startRedisCluster, startRedisSentinel } from '../support/redis-groups.ts';
import { until } from '../support/until.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function connect(url: string): Promise<RedisConnection> {
  const redis = createRedisConnection({ url, deadlineMs: 500 });
  stops.push(redis.stop);
  await until(() => !redis.isOpen(), { withinMs: 10_000, what: 'that Redis answers' });
  const store = createSharedStore({ redis });
  const areAllConnected = async () => {
    const { broken } = redis.counts();
    await Promise.all(keys.map((key) => store.get(epoch, key)));
    return redis.counts().broken === broken;
  };
  await until(areAllConnected, { withinMs: 10_000, what: 'that every node answers' });
  return redis;
}

const epoch = '7000000000000000001.00000001.16384.1';
/** Of every node some. */
const keys = Array.from({ length: 60 }, (_, at) => `key ${at}`);
const blob: Blob = {
  position: { xmin: 998, xmax: 1_000, xip: [998] },
  tags: Float64Array.of(1),
  ttlMs: 60_000,
  body: Buffer.from('an answer'),
  etag: '"etag"',
};
const wanted = (tenantId: string) => {
  const policy = { capacity: 1_000, refill: 1 };
  return { tenantId, key: 'one', tenant: policy, ofKey: policy, least: 1, most: 10, unspent: 0, debt: 0 };
};

it('in a cluster entries, leases and points are found wherever their slot is', async () => {
  const cluster = await startRedisCluster();
  stops.push(cluster.stop);
  const [here, there] = [await connect(cluster.url), await connect(cluster.url)];
  const [store, other] = [createSharedStore({ redis: here }), createSharedStore({ redis: there })];
  await Promise.all(keys.map((key) => store.put(epoch, key, blob)));
  const found = await Promise.all(keys.map((key) => other.get(epoch, key)));
  expect(found.filter((each) => each?.body.equals(blob.body))).toHaveLength(keys.length);
  expect(await Promise.all(keys.map((key) => store.lease(epoch, key)))).not.toContain(false);
  expect(await Promise.all(keys.map((key) => other.lease(epoch, key)))).not.toContain(true);
  await Promise.all(keys.map((key) => store.release(epoch, key)));
  const buckets = createSharedBuckets(there);
  const taken = await Promise.all(keys.map((key) => buckets.take(wanted(key))));
  expect(taken.map((each) => each?.granted)).toEqual(keys.map(() => 10));
  expect(await buckets.beat('a node')).toBe(1);
  expect([here, there].map((redis) => redis.counts())).toMatchObject([{ refused: 0 }, { refused: 0 }]);
}, 60_000);

it('when the master dies nodes go on without it, and with the one that sentinels name instead', async () => {
  const group = await startRedisSentinel();
  stops.push(group.stop);
  const redis = await connect(group.url);
  const store = createSharedStore({ redis });
  await store.put(epoch, 'key', blob);
  await group.killMaster();
  expect(await store.get(epoch, 'key')).toBeNull();
  await until(
    async () => {
      await store.put(epoch, 'another', blob);
      return (await store.get(epoch, 'another')) !== null;
    },
    { withinMs: 30_000, what: 'that entries are kept by the new master' },
  );
}, 60_000);
