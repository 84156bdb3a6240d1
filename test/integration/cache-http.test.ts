// Answers of the cache as HTTP clients meet them: Cache-Status, directions, validators, encodings, ages (docs/coherence.md §11, §13).
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caughtUp, type Node } from '../support/nodes.ts';
import type { Line } from '../support/nodes-line.ts';
import { createScene, nameIn, statusOf } from '../support/nodes-scene.ts';
import { until } from '../support/until.ts';

const scene = createScene();
const { ask, company, get, rename } = scene;
let databaseUrl: string;
let sql: pg.Pool;
let here: Node;
let there: Node;
let line: Line;
let id: string;
let tenantId: string;

beforeAll(async () => {
  ({ databaseUrl, sql, here, there, line } = await scene.start());
});
beforeEach(async () => {
  ({ id, tenantId } = await scene.begin());
});
afterEach(() => scene.settle());
afterAll(() => scene.stop());

describe('Cache-Status', () => {
  it('tells a miss, a hit, and one that was outdated', async () => {
    expect(statusOf(await company())).toBe('clientele; fwd=miss; stored');
    expect(statusOf(await company())).toBe('clientele; hit');
    await rename('Beta');
    const after = await company();
    expect([statusOf(after), nameIn(after)]).toEqual(['clientele; fwd=stale; stored', 'Beta']);
    expect(statusOf(await company())).toBe('clientele; hit');
  });

  it('tells that equal questions were answered by one execution', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => company()));
    const statuses = replies.map(statusOf);
    expect(statuses.filter((status) => status === 'clientele; fwd=miss; stored')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'clientele; fwd=miss; collapsed')).not.toHaveLength(0);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  it('the answer of another node comes through Redis', async () => {
    await company();
    const found = async () => statusOf(await company(there));
    // The first node gives it to Redis without anybody waiting for that.
    await until(async () => {
      if ((await found()) === 'clientele; hit; detail=shared') return true;
      there.cache.store.clear();
      return false;
    });
    expect(await found()).toBe('clientele; hit');
  });

  it('is of one question whatever the order of its variables', async () => {
    const query = 'query ($id: ID!, $first: Int) { company(id: $id) { contacts(first: $first) { totalCount } } }';
    await ask(here, query, { variables: { id, first: 1 } });
    expect(statusOf(await ask(here, query, { variables: { first: 1, id } }))).toBe('clientele; hit');
  });
});

describe('directions of the client', () => {
  it('no-cache executes, and the answer is kept', async () => {
    await company();
    for (const headers of [{ 'cache-control': 'no-cache' }, { pragma: 'no-cache' }])
      expect(statusOf(await company(here, { headers }))).toBe('clientele; fwd=bypass; stored');
    expect(statusOf(await company())).toBe('clientele; hit');
  });

  it('no-store executes, and nothing is kept', async () => {
    const headers = { 'cache-control': 'no-store' };
    expect(statusOf(await company(here, { headers }))).toBe('clientele; fwd=bypass');
    expect(statusOf(await company())).toBe('clientele; fwd=miss; stored');
  });

  it.each([{ 'x-clientele-consistency': 'strong' }, { 'cache-control': 'max-age=0' }])(
    'a strong read (%o) sees what was committed before it, and hits when nothing was',
    async (headers) => {
      for (const name of ['Beta', 'Gamma', 'Delta']) {
        await company();
        await sql.query('update company set name = $2 where id = $1', [id, name]);
        expect(nameIn(await company(here, { headers }))).toBe(name);
      }
      expect(statusOf(await company(here, { headers }))).toBe('clientele; hit');
    },
  );

  it('a strong read on a node whose feed stands still is answered by the primary', async () => {
    await company(there);
    line.stall();
    await sql.query(`update company set name = 'Beta' where id = $1`, [id]);
    expect(nameIn(await company(there, { headers: { 'x-clientele-consistency': 'strong' } }))).toBe('Beta');
  });
});

describe('validators', () => {
  it('equal content has an equal ETag on every node, and is 304 to who has it', async () => {
    const first = await get();
    const { etag } = first.headers as { etag: string };
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect((await get({}, there)).headers['etag']).toBe(etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*', `${etag.slice(0, -1)}-gzip"`]) {
      const again = await get({ 'if-none-match': known });
      expect([again.status, again.text, again.headers['etag']], known).toEqual([304, '', etag]);
      expect(again.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: first.headers['vary'] });
    }
  });

  it('other content is sent whole, also right after the entry was made again', async () => {
    const { etag } = (await get()).headers as { etag: string };
    await rename('Beta');
    const changed = await get({ 'if-none-match': etag });
    expect([changed.status, nameIn(changed), statusOf(changed)]).toEqual([200, 'Beta', 'clientele; fwd=stale; stored']);
    const again = await get({ 'if-none-match': etag });
    expect([again.status, statusOf(again)]).toEqual([200, 'clientele; hit']);
    expect(again.headers['etag']).not.toBe(etag);
  });

  it('content that is again what it was is 304 again', async () => {
    const { etag } = (await get()).headers as { etag: string };
    await rename('Beta');
    await rename('Alpha');
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
  });

  it('an ETag of another question, or of nobody, is not known', async () => {
    const other = (await ask(here, '{ companies { totalCount } }', { method: 'GET' })).headers['etag'] as string;
    for (const known of [other, '"x"', 'nonsense', ''])
      expect((await get({ 'if-none-match': known })).status).toBe(200);
  });

  it('a POST is always answered whole', async () => {
    const { etag } = (await get()).headers as { etag: string };
    expect((await company(here, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('encodings', () => {
  const many = '{ companies(first: 40) { nodes { id name city createdAt } } }';
  beforeEach(async () => {
    await sql.query(
      `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'Company ' || n from generate_series(1, 40) n`,
      [tenantId],
    );
    await caughtUp([here], databaseUrl);
  });
  const encoded = async (encoding: string) => {
    const headers = { 'accept-encoding': encoding };
    await until(async () => {
      const reply = await ask(here, many, { method: 'GET', headers });
      return reply.headers['content-encoding'] !== undefined;
    });
    return ask(here, many, { method: 'GET', headers });
  };

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('%s holds the same content, has an ETag of its own, and is 304 too', async (encoding, decode) => {
    const plain = await ask(here, many, { method: 'GET' });
    const reply = await encoded(encoding);
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(Number(reply.headers['content-length'])).toBe(reply.bytes.length);
    expect(decode(reply.bytes).toString()).toBe(plain.text);
    const etag = String(reply.headers['etag']);
    expect(etag).toBe(`${String(plain.headers['etag']).slice(0, -1)}-${encoding}"`);
    const headers = { 'accept-encoding': encoding, 'if-none-match': etag };
    expect((await ask(here, many, { method: 'GET', headers })).status).toBe(304);
    expect(reply.headers['vary']).toMatch(/accept-encoding/);
  });

  it('a client that takes none, or declines them, gets the content as it is', async () => {
    await encoded('br, gzip');
    for (const accept of ['identity', 'gzip;q=0', 'gzip;q=0.0, br;q=0', 'deflate'])
      expect((await ask(here, many, { headers: { 'accept-encoding': accept } })).headers, accept).not.toHaveProperty(
        'content-encoding',
      );
    expect((await ask(here, many, { headers: { 'accept-encoding': 'gzip;q=0, br;q=0.5' } })).headers).toMatchObject({
      'content-encoding': 'br',
    });
  });

  it('a compressed answer is not served once it is outdated', async () => {
    await encoded('gzip');
    await sql.query(`update company set city = 'Bergen' where tenant_id = $1`, [tenantId]);
    await caughtUp([here], databaseUrl);
    const reply = await ask(here, many, { headers: { 'accept-encoding': 'gzip' } });
    const { headers, bytes } = reply;
    expect((headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()).toContain('Bergen');
    expect(gunzipSync((await encoded('gzip')).bytes).toString()).toContain('Bergen');
  });
});

it('says how old an answer is, whom it varies by, and its type as it was asked for', async () => {
  expect((await company()).headers['age']).toBe('0');
  await until(async () => Number((await company()).headers['age']) >= 1);
  await rename('Beta');
  const fresh = await company();
  expect(fresh.headers['age']).toBe('0');
  expect(fresh.headers['vary']).toBe('accept, accept-encoding, authorization, origin, x-clientele-gateway');
  const newer = await company(here, { headers: { accept: 'application/graphql-response+json' } });
  expect([newer.headers['content-type'], statusOf(newer)]).toEqual([
    'application/graphql-response+json; charset=utf-8',
    'clientele; hit',
  ]);
});

it('names its tags to a surrogate that announces itself, and to nobody else', async () => {
  expect((await company()).headers).not.toHaveProperty('surrogate-key');
  const { headers } = await company(here, { headers: { 'surrogate-capability': 'edge="Surrogate/1.0"' } });
  const keys = String(headers['surrogate-key']).split(' ');
  expect(keys.length).toBeGreaterThan(1);
  expect(headers['cache-tag']).toBe(keys.join(','));
});
