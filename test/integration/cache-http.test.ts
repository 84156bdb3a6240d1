// Answers of the cache as HTTP clients meet them: validators, encodings, Cache-Status, directions; and what is never kept or shared
// (docs/coherence.md §11 to §13). Two nodes with one Redis; the change feed of the second can be stalled.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import {
  type Asked,
  type Caller,
  caughtUp,
  createAsker,
  createCaller,
  type Node,
  startNode,
} from '../support/nodes.ts';
import { type Line, openLine } from '../support/nodes-line.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let redis: TestRedis;
let line: Line;
let sql: pg.Pool;
let here: Node;
/** Behind the line. */
let there: Node;
let ann: Caller;
const asker = createAsker();

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  line = await openLine(database.url);
  sql = new pg.Pool({ connectionString: database.url, max: 2 });
  here = await startNode({ databaseUrl: database.url, redisUrl: redis.url });
  there = await startNode({ databaseUrl: line.url, redisUrl: redis.url, logLevel: 'silent' });
});
afterAll(async () => {
  asker.stop();
  line?.resume();
  await Promise.all([here?.stop(), there?.stop(), sql?.end()]);
  await line?.stop();
  await redis?.stop();
  await database?.drop();
});

let turn = 0;
/** A record of this test alone, in a tenant of its own. */
let id: string;
let tenantId: string;
beforeEach(async () => {
  tenantId = (await createTenant(database.url, `Tenant ${++turn}`)).id;
  ann = await createCaller(database.url, tenantId);
  id = newId();
  await sql.query(`insert into company (tenant_id, id, name, city) values ($1, $2, 'Alpha', 'Oslo')`, [tenantId, id]);
  await caughtUp([here, there], database.url);
});
afterEach(async () => {
  line.resume();
  await until(() => there.cache.isLive());
});

const byId = 'query ($id: ID!) { company(id: $id) { name city } }';
type Options = Partial<Asked> & { caller?: Caller };
const ask = (node: Node, query: string, { caller = ann, ...rest }: Options = {}) =>
  asker.ask(node, { key: caller.key, query, ...rest });
const company = (node = here, options: Options = {}) => ask(node, byId, { variables: { id }, ...options });
const get = (headers: Record<string, string> = {}, node = here) => company(node, { method: 'GET', headers });
const rename = async (name: string, nodes = [here, there]) => {
  await sql.query('update company set name = $2 where id = $1', [id, name]);
  await caughtUp(nodes, database.url);
};
const nameIn = ({ text }: { text: string }) =>
  (JSON.parse(text) as { data: { company: { name: string } } }).data.company.name;
const statusOf = ({ headers }: { headers: Record<string, unknown> }) => headers['cache-status'];
const mutate = (node: Node, name: string, headers: Record<string, string> = {}) =>
  ask(node, 'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name } }', {
    variables: { id, input: { name } },
    headers,
  });
const tokenOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['x-clientele-position']);

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
    await caughtUp([here], database.url);
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
    await caughtUp([here], database.url);
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
  expect(fresh.headers['vary']).toBe('accept, accept-encoding, authorization');
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

describe('a client that has written', () => {
  /** The other node keeps the answer and does not hear of the write. */
  beforeEach(async () => {
    await company(there);
    await company(here);
    line.stall();
  });

  it('gets a position, and with it its own write from any node', async () => {
    const reply = await mutate(here, 'Beta');
    const token = tokenOf(reply);
    expect(token).toMatch(/^[\w-]{8}:\d+$/);
    expect(JSON.parse(reply.text)).toMatchObject({ extensions: { position: token } });
    expect(reply.headers).not.toHaveProperty('set-cookie');
    expect(nameIn(await company(here))).toBe('Beta');
    expect(nameIn(await company(there, { headers: { 'x-clientele-after': token } }))).toBe('Beta');
  });

  it('is served from the cache with it, once the node knows', async () => {
    const headers = { 'x-clientele-after': tokenOf(await mutate(here, 'Beta')) };
    line.resume();
    await caughtUp([there], database.url);
    await company(there, { headers });
    expect(statusOf(await company(there, { headers }))).toBe('clientele; hit');
  });

  it('has it in a cookie if it is a browser', async () => {
    for (const sign of [{ origin: 'https://app.test' }, { 'sec-fetch-site': 'same-origin' }]) {
      const [cookie] = (await mutate(here, 'Beta', sign)).headers['set-cookie'] as unknown as string[];
      expect(cookie).toMatch(/^clientele-position=[^;]+; Max-Age=60; Path=\/graphql; HttpOnly; SameSite=Lax$/);
      const headers = { cookie: `theme=dark; ${cookie!.split(';')[0]}` };
      expect(nameIn(await company(there, { headers }))).toBe('Beta');
    }
  });

  it('may hold both, of several writes', async () => {
    const one = tokenOf(await mutate(here, 'Beta'));
    const two = tokenOf(await mutate(here, 'Gamma'));
    const headers = { 'x-clientele-after': one, cookie: `clientele-position=${two}` };
    expect(nameIn(await company(there, { headers }))).toBe('Gamma');
  });

  it('is not believed what it made up, nor refused for it', async () => {
    for (const after of ['nonsense', '', 'AAAAAAAA:', `AAAAAAAA:${'9'.repeat(30)}`, 'AAAAAAAA:1,2,x'])
      expect((await company(there, { headers: { 'x-clientele-after': after } })).status).toBe(200);
  });

  it('sees its write also when one mutation made many', async () => {
    const fields = Array.from(
      { length: 70 },
      (_, nth) => `a${nth}: updateCompany(id: "${id}", input: { name: "Name ${nth}" }) { id }`,
    );
    const reply = await ask(here, `mutation { ${fields.join(' ')} }`);
    expect(JSON.parse(reply.text)).not.toHaveProperty('errors');
    expect(nameIn(await company(there, { headers: { 'x-clientele-after': tokenOf(reply) } }))).toBe('Name 69');
  });
});

describe('a mutation with an Idempotency-Key', () => {
  const key = () => ({ 'idempotency-key': `key ${turn}` });

  it('is answered with its position, when its own node knows of it', async () => {
    await company(there);
    line.stall();
    const reply = await mutate(there, 'Beta', key());
    expect(tokenOf(reply)).toMatch(/^[\w-]{8}:\d+$/);
    expect(nameIn(await company(there))).toBe('Beta');
  });

  it('is answered so again by another node, which then knows of it too', async () => {
    await company(there);
    line.stall();
    const first = await mutate(here, 'Beta', key());
    const again = await mutate(there, 'Beta', key());
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect([again.text, tokenOf(again)]).toEqual([first.text, tokenOf(first)]);
    expect(nameIn(await company(there))).toBe('Beta');
  });
});

describe('the explanation of an answer', () => {
  const explained = async () => {
    const { text } = await company(here, { extensions: { cache: true } });
    return JSON.parse(text) as { data: unknown; extensions: { cache: Record<string, unknown> } };
  };

  it('tells what the cache did, how old it is, what it depends on, and what made the one before it invalid', async () => {
    await company();
    const { extensions, data } = await explained();
    expect(data).toEqual({ company: { name: 'Alpha', city: 'Oslo' } });
    expect(extensions.cache).toMatchObject({
      status: 'clientele; hit',
      ageSeconds: expect.any(Number),
      ttlSeconds: expect.any(Number),
      position: expect.stringMatching(/^\d+:\d+:/),
      knownTo: expect.stringMatching(/^\d+:\d+:/),
      tags: expect.arrayContaining([`e.company.${id}`, 'x.company']),
      invalidatedBy: null,
    });
    await rename('Beta');
    const after = await explained();
    expect(after.data).toMatchObject({ company: { name: 'Beta' } });
    expect(after.extensions.cache).toMatchObject({
      status: 'clientele; fwd=stale; stored',
      invalidatedBy: { transaction: expect.any(Number), type: 'company', id, op: 'update', at: expect.any(String) },
    });
  });

  it('is not kept with the answer', async () => {
    await explained();
    const { text } = await company();
    expect(text).toBe('{"data":{"company":{"name":"Alpha","city":"Oslo"}}}');
  });
});

describe('what is never kept', () => {
  it('an answer with errors, whole or in part', async () => {
    for (const query of [
      `{ good: company(id: "${id}") { name } bad: companies(first: 1000) { totalCount } }`,
      '{ companies(first: 1000) { totalCount } }',
    ]) {
      for (const _ of [1, 2]) {
        const reply = await ask(here, query);
        expect(JSON.parse(reply.text)).toHaveProperty('errors');
        expect(statusOf(reply)).toBe('clientele; fwd=miss');
      }
    }
  });

  it('a mutation: the same one again happens again', async () => {
    const create = () => ask(here, 'mutation { createCompany(input: { name: "Twin" }) { id } }');
    const [one, two] = [await create(), await create()];
    const idOf = ({ text }: { text: string }) =>
      (JSON.parse(text) as { data: { createCompany: { id: string } } }).data.createCompany.id;
    expect(idOf(one)).not.toBe(idOf(two));
    expect(one.headers).not.toHaveProperty('cache-status');
    expect(one.headers).not.toHaveProperty('etag');
  });

  it('a document that is none, or names what there is not', async () => {
    for (const query of ['{', '{ nothing }'])
      for (const _ of [1, 2]) expect((await ask(here, query)).headers).not.toHaveProperty('cache-status');
  });

  it('an answer of a question that is wrong, though it is spelt like one that is right', async () => {
    const query = 'query ($filter: CompanyFilter) { companies(filter: $filter) { totalCount } }';
    const right = await ask(here, query, { variables: { filter: { city: { eq: 'Oslo' } } } });
    expect(JSON.parse(right.text)).toEqual({ data: { companies: { totalCount: 1 } } });
    const wrong = await ask(here, query, { variables: { filter: [['city', [['eq', 'Oslo']]]] } });
    expect(JSON.parse(wrong.text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('who shares an answer', () => {
  it('callers of the same rights do, others do not', async () => {
    const [twin, reader, bystander] = [
      await createCaller(database.url, tenantId),
      await createCaller(database.url, tenantId, ['companies:read']),
      await createCaller(database.url, (await createTenant(database.url, 'Elsewhere')).id),
    ];
    const first = await company();
    const shared = await company(here, { caller: twin });
    expect([statusOf(shared), shared.text]).toEqual(['clientele; hit', first.text]);
    expect(statusOf(await company(here, { caller: reader }))).toBe('clientele; fwd=miss; stored');
    const foreign = await company(here, { caller: bystander });
    expect([statusOf(foreign), foreign.text]).toEqual(['clientele; fwd=miss; stored', '{"data":{"company":null}}']);
    expect((await company()).text).toBe(first.text);
  });

  it('an answer about who asks is of one caller', async () => {
    const twin = await createCaller(database.url, tenantId);
    const who = '{ viewer { subject tenant { id } } }';
    for (const caller of [ann, twin]) {
      const first = await ask(here, who, { caller });
      expect(statusOf(first)).toBe('clientele; fwd=miss; stored');
      expect(first.text).toContain(caller.viewer.subject);
      expect(statusOf(await ask(here, who, { caller }))).toBe('clientele; hit');
      // Not through Redis either, where all share.
      expect((await ask(there, who, { caller })).text).toBe(first.text);
    }
  });

  it('a credential that is not known gets no answer that is', async () => {
    await company();
    for (const key of ['', 'nonsense', ann.key.slice(0, -1), `${ann.key}x`])
      expect((await asker.ask(here, { key, query: byId, variables: { id } })).status).toBe(401);
  });

  it('a revoked key is refused at once by a node that knows', async () => {
    expect((await company()).status).toBe(200);
    expect(statusOf(await company())).toBe('clientele; hit');
    await sql.query('update api_key set revoked_at = now() where tenant_id = $1', [tenantId]);
    await caughtUp([here], database.url);
    expect((await company()).status).toBe(401);
  });
});
