// Entries in a real Redis: the newer one stays, none stays for ever, and nothing that happens to Redis is more than a miss.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Blob } from '../../src/cache/blob.ts';
import { createSharedStore, type SharedStore } from '../../src/cache/shared-store.ts';
import { createRedisConnection, type RedisConnection } from '../../src/redis/connection.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let server: OwnRedis;
let redis: RedisConnection;
let store: SharedStore;
let told: string[];

beforeAll(async () => {
  server = await startOwnRedis();
});
beforeEach(async () => {
  await server.flush();
  told = [];
  // A loaded machine is slow: only the tests of a paused Redis mean the deadline of production.
  await open(1000);
});
afterEach(() => redis.stop());
afterAll(() => server?.stop());

async function open(deadlineMs: number) {
  await redis?.stop();
  redis = createRedisConnection({ url: server.url, deadlineMs, onError: (error) => told.push(error.message) });
  store = createSharedStore({ redis });
  await reached();
}

const reached = () => until(() => !redis.isOpen(), { what: 'the connection' });

const epoch = '7000000000000000001.00000001.16384.1';

function blobAt(xmax: number, { ttlMs = 60_000, text = `read before ${xmax}` } = {}): Blob {
  const position = { xmin: xmax - 2, xmax, xip: [xmax - 2] };
  return { position, tags: Float64Array.of(1, 2 ** 53 - 1), ttlMs, body: Buffer.from(text), etag: '"etag"' };
}

const textOf = async (key: string, from = store) => (await from.get(epoch, key))?.body.toString() ?? null;
const allKeys = () => server.admin.keys('*');

describe('an entry', () => {
  it('comes out of Redis as it went in, with the time that is left', async () => {
    expect(await store.get(epoch, 'key')).toBeNull();
    const blob = { ...blobAt(1000), isPerSubject: true };
    await store.put(epoch, 'key', blob);
    const { ttlMs, ...found } = (await store.get(epoch, 'key'))!;
    expect(found).toEqual({ ...blob, ttlMs: undefined });
    expect(ttlMs).toBeGreaterThan(50_000);
    await until(async () => (await store.get(epoch, 'key'))!.ttlMs < ttlMs, { what: 'time' });
    expect(store.counts()).toMatchObject({ misses: 1, stored: 1, unreadable: 0 });
  });

  it('of 165 KB comes out whole, also beside many small ones', async () => {
    const large = Buffer.alloc(165_000, 'large');
    await store.put(epoch, 'large', { ...blobAt(1000), body: large, tags: new Float64Array(1300) });
    const small = Array.from({ length: 50 }, (_, i) => `${i}`);
    await Promise.all(small.map((text) => store.put(epoch, text, blobAt(1000, { text }))));
    const found = store.get(epoch, 'large');
    expect(await Promise.all(small.map((key) => textOf(key)))).toEqual(small);
    expect((await found)!.body.equals(large)).toBe(true);
  });

  it('that is small keeps none of the memory of those that were read with it', async () => {
    await store.put(epoch, 'large', { ...blobAt(1000), body: Buffer.alloc(40_000) });
    await store.put(epoch, 'small', blobAt(1000));
    const found = await Promise.all(['small', 'large', 'small', 'small'].map((key) => store.get(epoch, key)));
    for (const blob of found) expect(blob!.body.buffer.byteLength).toBeLessThan(4 * (blob!.body.length + 200));
  });

  it('is not replaced by one that was read earlier, in either order of arrival', async () => {
    // Also where a comparison of texts goes wrong: bytes from 0x80 on, and numbers above 32 bits.
    const pairs = [
      [1000, 1001],
      [0x7f, 0x80],
      [0xff, 0x100],
      [0x41, 0x61],
      [0xffff_ffff, 0x1_0000_0000],
      [2 ** 53 - 2, 2 ** 53 - 1],
    ] as const;
    for (const [older, newer] of pairs) {
      await store.put(epoch, `rising ${newer}`, blobAt(older));
      await store.put(epoch, `rising ${newer}`, blobAt(newer));
      expect(await textOf(`rising ${newer}`)).toBe(`read before ${newer}`);
      await store.put(epoch, `falling ${newer}`, blobAt(newer));
      await store.put(epoch, `falling ${newer}`, blobAt(older));
      expect(await textOf(`falling ${newer}`)).toBe(`read before ${newer}`);
    }
    expect(store.counts()).toMatchObject({ stored: 3 * pairs.length, outdated: pairs.length });
    await store.put(epoch, 'rising 1001', blobAt(1001, { text: 'of the same position' }));
    expect(await textOf('rising 1001')).toBe('of the same position');
  });

  it('replaces what is no entry of ours, but leaves alone what is no text at all', async () => {
    await store.put(epoch, 'key', blobAt(1000));
    const [at] = await allKeys();
    const high = Buffer.alloc(60, 0xff);
    for (const [first, px] of [
      [1, null], // looks like the newest entry of all, but for ever
      [0x7f, 60_000], // another version
    ] as const) {
      high[0] = first;
      await (px ? server.admin.set(at!, high, 'PX', px) : server.admin.set(at!, high));
      expect(await store.get(epoch, 'key')).toBeNull();
      await store.put(epoch, 'key', blobAt(1000));
      expect(await textOf('key')).toBe('read before 1000');
      expect(await server.admin.pttl(at!)).toBeGreaterThan(0);
    }
    await server.admin.del(at!);
    await server.admin.rpush(at!, 'a list');
    expect(await store.get(epoch, 'key')).toBeNull();
    await store.put(epoch, 'key', blobAt(1000));
    expect(await server.admin.type(at!)).toBe('list');
    expect(redis.isOpen()).toBe(false);
    expect(told).toEqual([expect.stringContaining('WRONGTYPE')]);
  });

  it('under the key of another is nothing', async () => {
    await store.put(epoch, 'key of one tenant', blobAt(1000));
    const [at] = await allKeys();
    await server.admin.copy(at!, at!.replace('one tenant', 'another'));
    expect(await textOf('key of one tenant')).toBe('read before 1000');
    expect(await textOf('key of another')).toBeNull();
    expect(store.counts().unreadable).toBe(1);
  });

  it('is found under its own prefix and epoch only', async () => {
    const [blue, green] = ['blue', 'green'].map((prefix) => createSharedStore({ redis, prefix }));
    await blue!.put(epoch, 'key', blobAt(1000));
    expect(await textOf('key', blue)).toBe('read before 1000');
    expect(await textOf('key', green)).toBeNull();
    expect(await blue!.get(`${epoch}1`, 'key')).toBeNull();
    expect(await textOf('key', blue)).toBe('read before 1000');
    expect(await blue!.lease(epoch, 'key')).toBe(true);
    expect(await green!.lease(epoch, 'key')).toBe(true);
    expect((await allKeys()).sort()).toEqual([
      expect.stringMatching(/^blue:[\w-]{12}:l:\{key\}$/),
      expect.stringMatching(/^blue:[\w-]{12}:r:\{key\}$/),
      expect.stringMatching(/^green:[\w-]{12}:l:\{key\}$/),
    ]);
    for (const prefix of ['', 'a:b', '{a}', 'a b', 'a'.repeat(65)]) {
      expect(() => createSharedStore({ redis, prefix })).toThrow('not a prefix');
    }
  });
});

describe('time', () => {
  it('is at most what the answer allows, and up to a tenth less', async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `${i}`);
    await Promise.all(keys.map((key) => store.put(epoch, key, blobAt(1000, { ttlMs: 1_000_000 }))));
    const left = await Promise.all((await allKeys()).map((at) => server.admin.pttl(at)));
    expect(left).toHaveLength(200);
    expect(Math.max(...left)).toBeLessThanOrEqual(1_000_000);
    expect(Math.min(...left)).toBeGreaterThan(880_000);
    expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(70_000);

    await store.put(epoch, '0', blobAt(1000, { ttlMs: Infinity }));
    expect((await store.get(epoch, '0'))!.ttlMs).toBeGreaterThan(3_000_000_000);
  });

  it.each([0, -1, 0.5, Number.NaN])('of %d ms is not worth a key', async (ttlMs) => {
    await store.put(epoch, 'key', blobAt(1000, { ttlMs }));
    expect(await allKeys()).toEqual([]);
  });

  it('ends for every key, after whatever was done, and leaves nothing', async () => {
    const step = fc.record({
      action: fc.constantFrom('put', 'get', 'lease', 'release'),
      key: fc.constantFrom('a', 'b', 'c'),
      xmax: fc.integer({ min: 10, max: 20 }),
      ttlMs: fc.integer({ min: 1, max: 300 }),
      isTogether: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const going: Promise<unknown>[] = [];
        for (const { action, key, xmax, ttlMs, isTogether } of steps) {
          going.push(action === 'put' ? store.put(epoch, key, blobAt(xmax, { ttlMs })) : store[action](epoch, key));
          if (!isTogether) await Promise.all(going);
        }
        await Promise.all(going);
        for (const at of await allKeys()) expect(await server.admin.pttl(at)).not.toBe(-1);
      }),
      { numRuns: 40 },
    );
    await until(async () => (await server.admin.dbsize()) === 0, { what: 'an empty Redis' });
    expect(told).toEqual([]);
  });
});

describe('what happens to Redis is a miss at most', () => {
  it('FLUSHALL and SCRIPT FLUSH', async () => {
    await store.put(epoch, 'key', blobAt(1000));
    await store.lease(epoch, 'key');
    await server.flush();
    await server.admin.script('FLUSH');
    expect(await textOf('key')).toBeNull();
    await store.release(epoch, 'key');
    await store.put(epoch, 'key', blobAt(999));
    expect(await textOf('key')).toBe('read before 999');
    await server.admin.script('FLUSH');
    await Promise.all(['a', 'b', 'c'].map((key) => store.put(epoch, key, blobAt(1000))));
    expect(await Promise.all(['a', 'b', 'c'].map((key) => textOf(key)))).toEqual(Array(3).fill('read before 1000'));
    expect(told).toEqual([]);
  });

  it('kill -9 and an empty restart', async () => {
    await store.put(epoch, 'key', blobAt(1000));
    await server.kill();
    expect(await textOf('key')).toBeNull();
    await store.put(epoch, 'key', blobAt(1001));
    expect(await store.lease(epoch, 'key')).toBe(true);
    await store.release(epoch, 'key');
    await server.restart();
    await reached();
    expect(await textOf('key')).toBeNull();
    await store.put(epoch, 'key', blobAt(1002));
    expect(await textOf('key')).toBe('read before 1002');
  });

  it('a restart from an old dump: old entries are back, and say how old they are', async () => {
    await store.put(epoch, 'key', blobAt(1000));
    const dump = await server.dump();
    await store.put(epoch, 'key', blobAt(2000));
    await server.restart(dump);
    await until(() => redis.isOpen());
    await reached();
    expect((await store.get(epoch, 'key'))!.position).toEqual(blobAt(1000).position);
    await store.put(epoch, 'key', blobAt(2000));
    expect(await textOf('key')).toBe('read before 2000');
  });

  it('no memory left: nothing is stored, the rest works', async () => {
    await store.put(epoch, 'key', blobAt(1000));
    await server.admin.config('SET', 'maxmemory', '1mb', 'maxmemory-policy', 'noeviction');
    await store.put(epoch, 'key', blobAt(1001));
    await store.put(epoch, 'other', blobAt(1001));
    expect(await store.lease(epoch, 'key')).toBe(true);
    await store.release(epoch, 'key');
    expect(await textOf('key')).toBe('read before 1000');
    expect(await textOf('other')).toBeNull();
    expect(redis.isOpen()).toBe(false);
    expect(told).toEqual([expect.stringContaining('OOM')]);
    await server.admin.config('SET', 'maxmemory', '0');
    await store.put(epoch, 'key', blobAt(1001));
    expect(await textOf('key')).toBe('read before 1001');
  });

  it('a pause: every caller goes on within the deadline', async () => {
    await open(20);
    server.pause();
    const waits: number[] = [];
    while (!redis.isOpen()) {
      const start = performance.now();
      const blob = store.get(epoch, 'key');
      const done = [store.put(epoch, 'key', blobAt(1001)), store.release(epoch, 'key')];
      expect(await store.lease(epoch, 'key')).toBe(true);
      expect(await blob).toBeNull();
      await Promise.all(done);
      waits.push(performance.now() - start);
    }
    expect(Math.max(...waits)).toBeLessThan(150); // 20 ms, and whatever a loaded machine adds
    server.resume();
    await reached();
    await until(async () => (await textOf('key')) === 'read before 1001', { what: 'what was put meanwhile' });
  });
});
