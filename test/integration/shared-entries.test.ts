// An entry that another node has put into Redis, as this node takes it.
import { expect, it } from 'vitest';
import { shareEntries } from '../../src/cache/shared-entries.ts';
import { createSharedStore } from '../../src/cache/shared-store.ts';
import { createSources } from '../../src/cache/sources.ts';
import { createTagTable } from '../../src/cache/tag-table.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

it('counts for the operation that asked', async () => {
  const server = await startRedis();
  const redis = createRedisConnection({ url: server.url, deadlineMs: 1_000 });
  try {
    await until(() => !redis.isOpen(), { what: 'the connection' });
    const store = createSharedStore({ redis });
    const epoch = '7000000000000000002.00000001.16384.1';
    const position = { xmin: 998, xmax: 1_000, xip: [998] };
    await store.put(epoch, 'key', {
      position,
      tags: Float64Array.of(1),
      ttlMs: 60_000,
      body: Buffer.from('{}'),
      etag: '"1"',
    });
    const table = createTagTable();
    const at = { xmin: 1, xmax: 1, xip: [] };
    table.reset({ epoch, identity: 'identity', floor: at, next: at, invalidations: [] });
    const feed = { asOf: () => performance.now(), sync: async () => {}, wanted() {} };
    const shared = shareEntries({ shared: store, sources: createSources({ first: { table, feed } }), now: () => 0 });
    const operation = { id: '1', name: 'Asked', label: 'Asked', text: 'query Asked { a }' };
    const run = () => Promise.reject(new Error('executed'));
    const asked = { tenantId: 'tenant', key: 'key', personalKey: 'personal', name: 'Asked', operation, run };
    const entry = await shared.fetch(asked, () => true);
    expect(entry!.question).toMatchObject({ name: 'Asked', operation });
  } finally {
    await redis.stop();
    await server.stop();
  }
});
