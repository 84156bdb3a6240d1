// What clients meet at an edge: the same bytes as at the origin, from a cache that knows what was written (docs/edge.md).
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEdgeScene, edgeKey } from '../support/edge-nodes.ts';
import type { EdgeLine } from '../support/edge-nodes-line.ts';
import { caughtUp, createCaller, type Node } from '../support/nodes.ts';
import { nameIn, statusOf, tokenOf } from '../support/nodes-scene.ts';
import { until } from '../support/until.ts';

const scene = createEdgeScene();
const { ask, company, mutate, rename } = scene;
let databaseUrl: string;
let sql: pg.Pool;
let origin: Node;
let near: Node;
let far: Node;
let line: EdgeLine;
let id: string;
let tenantId: string;

beforeAll(async () => {
  ({ databaseUrl, sql, origin, near, far, line } = await scene.start());
});
beforeEach(async () => {
  ({ id, tenantId } = await scene.begin());
});
afterEach(() => scene.settle());
afterAll(() => scene.stop());

const newer = { accept: 'application/graphql-response+json' };

describe('an answer', () => {
  it('is a miss, a hit, and stale when something was written', async () => {
    expect(statusOf(await company(near))).toBe('clientele-edge; fwd=miss; stored');
    expect(statusOf(await company(near))).toBe('clientele-edge; hit');
    await rename('Beta');
    const after = await company(near);
    expect([statusOf(after), nameIn(after)]).toEqual(['clientele-edge; fwd=stale; stored', 'Beta']);
    expect(statusOf(await company(near))).toBe('clientele-edge; hit');
  });

  it.each(['POST', 'GET'] as const)('of a %s is byte for byte that of the origin', async (method) => {
    for (const headers of [{}, newer]) {
      const wanted = await company(origin, { method, headers });
      for (const edge of [near, near, far]) {
        const { status, headers: found, text } = await company(edge, { method, headers });
        expect([status, text]).toEqual([200, wanted.text]);
        for (const name of ['content-type', 'etag', 'cache-control', 'vary', 'content-length'])
          expect([name, found[name]]).toEqual([name, wanted.headers[name]]);
      }
    }
  });

  it('that a client has is 304, also with an ETag from the origin', async () => {
    const { etag } = (await company(origin, { method: 'GET' })).headers as { etag: string };
    for (const edge of [near, near, far]) {
      const reply = await company(edge, { method: 'GET', headers: { 'if-none-match': etag } });
      expect([reply.status, reply.text, reply.headers['etag']]).toEqual([304, '', etag]);
    }
  });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('is compressed at the edge with %s', async (encoding, decode) => {
    await sql.query(
      `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'Company ' || n from generate_series(1, 40) n`,
      [tenantId],
    );
    await caughtUp([origin, near], databaseUrl);
    const many = '{ companies(first: 40) { nodes { id name city createdAt } } }';
    const plain = await ask(origin, many);
    const headers = { 'accept-encoding': encoding };
    const encoded = () => ask(near, many, { headers });
    await until(async () => (await encoded()).headers['content-encoding'] === encoding);
    expect(decode((await encoded()).bytes).toString()).toBe(plain.text);
  });

  it('tells how old it is, also of the time that it was kept at the origin alone', async () => {
    expect((await company(near)).headers['age']).toBe('0');
    await until(async () => Number((await company(near)).headers['age']) >= 1);
    expect(Number((await company(far)).headers['age'])).toBeGreaterThanOrEqual(1);
  });

  it('to equal questions at the same time is one request to the origin', async () => {
    await company(far, { query: '{ companies { totalCount } }' }); // then the credential is known
    const before = line.heard().length;
    const replies = await Promise.all(Array.from({ length: 20 }, () => company(far)));
    expect(line.heard().length - before).toBe(1);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    const statuses = replies.map(statusOf);
    expect(statuses.filter((status) => status === 'clientele-edge; fwd=miss; stored')).toHaveLength(1);
  });
});

describe('directions', () => {
  it('no-cache asks the origin to execute, no-store keeps nothing, here or there', async () => {
    await company(near);
    const fresh = await company(near, { headers: { 'cache-control': 'no-cache' } });
    expect(statusOf(fresh)).toBe('clientele-edge; fwd=bypass; stored');
    const entries = near.cache.store.count();
    const unkept = await ask(near, '{ companies { totalCount } }', { headers: { 'cache-control': 'no-store' } });
    expect([unkept.status, near.cache.store.count()]).toEqual([200, entries]);
    expect(statusOf(await ask(near, '{ companies { totalCount } }'))).toBe('clientele-edge; fwd=miss; stored');
  });

  it('a mutation is seen by whoever reads here next, and with its token everywhere', async () => {
    for (const [turn, edge] of [near, far, near].entries()) {
      await Promise.all([near, far, origin].map((node) => company(node)));
      const name = `Name ${turn}`;
      const written = await mutate(edge, name);
      expect(nameIn(await company(edge))).toBe(name);
      const headers = { 'x-clientele-after': tokenOf(written) };
      for (const node of [near, far, origin]) expect(nameIn(await company(node, { headers }))).toBe(name);
    }
  });

  it('with its token on an edge whose stream stands still', async () => {
    await company(far);
    line.stall();
    const headers = { 'x-clientele-after': tokenOf(await mutate(near, 'Beta')) };
    expect(nameIn(await company(far, { headers }))).toBe('Beta');
  });

  it('a mutation through an edge whose stream stands still is seen there next', async () => {
    await company(far);
    line.stall();
    expect((await mutate(far, 'Beta')).status).toBe(200);
    expect(nameIn(await company(far))).toBe('Beta');
  });

  it('a strong read sees what was committed just before, also while the stream stands still', async () => {
    const headers = { 'x-clientele-consistency': 'strong' };
    for (const edge of [near, far]) {
      for (const name of ['Beta', 'Gamma', 'Delta']) {
        await company(edge);
        if (edge === far) line.stall();
        await sql.query('update company set name = $2 where id = $1', [id, name]);
        expect(nameIn(await company(edge, { headers }))).toBe(name);
      }
    }
    expect(statusOf(await company(near, { headers }))).toMatch(/^clientele-edge; (hit|fwd)/);
  });

  it('a token of another epoch, or of nobody, asks the origin and is answered', async () => {
    await company(near);
    for (const token of ['AAAAAAAA:12345', 'AAAAAAAA:9-', 'nonsense'])
      expect(nameIn(await company(near, { headers: { 'x-clientele-after': token } }))).toBe('Alpha');
  });
});

describe('who may see it', () => {
  const who = '{ viewer { subject tenant { id } } }';

  it('callers of equal rights share answers, but not those about who asks', async () => {
    const [ann, twin] = [await createCaller(databaseUrl, tenantId), await createCaller(databaseUrl, tenantId)];
    await company(near, { caller: ann });
    expect(statusOf(await company(near, { caller: twin }))).toBe('clientele-edge; hit');
    for (const caller of [ann, twin]) {
      for (const status of ['fwd=miss; stored', 'hit']) {
        const reply = await ask(near, who, { caller });
        expect([statusOf(reply), reply.text.includes(caller.viewer.subject)]).toEqual([
          `clientele-edge; ${status}`,
          true,
        ]);
      }
    }
    const replies = await Promise.all(
      [ann, twin, ann, twin].map(async (caller) => [caller, await ask(far, who, { caller })] as const),
    );
    for (const [caller, { text }] of replies) expect(text).toContain(caller.viewer.subject);
  });

  it('a revoked key is refused as soon as the edge knows, and soon by one that is told nothing', async () => {
    for (const edge of [near, far]) expect((await company(edge)).status).toBe(200);
    line.stall();
    await sql.query('update api_key set revoked_at = now() where tenant_id = $1', [tenantId]);
    const revokedMs = performance.now();
    await caughtUp([near], databaseUrl);
    expect((await company(near)).status).toBe(401);
    await until(async () => (await company(far)).status === 401);
    expect(performance.now() - revokedMs).toBeLessThan(2_500);
  });

  it('other rights of a key are no other rights of those that had the same', async () => {
    const [changing, bystander] = [
      await createCaller(databaseUrl, tenantId, ['companies:read']),
      await createCaller(databaseUrl, tenantId, ['companies:read']),
    ];
    for (let nth = 0; nth < 5; nth++) await ask(far, '{ companies { totalCount } }', { caller: changing }); // asked again ahead
    line.stall(); // the edge has not heard, the origin has
    await sql.query(`update api_key set scopes = '{*}' where id = $1`, [changing.viewer.subject.slice(4)]);
    await caughtUp([origin], databaseUrl);
    await company(far, { caller: changing });
    line.resume();
    await caughtUp([far], databaseUrl);
    expect(statusOf(await company(far, { caller: bystander }))).toBe('clientele-edge; fwd=miss; stored');
    // And with the credential of who asked first, whose rights are others now, nothing is made again for who has those of then.
    const before = line.heard().length;
    await sql.query(`insert into company (tenant_id, id, name) values ($1, gen_random_uuid(), 'New')`, [tenantId]);
    await until(() => line.heard().length > before);
    await until(() => far.cache.counts().flights === 0);
    const counted = await ask(far, '{ companies { totalCount } }', { caller: bystander });
    expect([statusOf(counted), counted.text]).toEqual([
      'clientele-edge; fwd=stale; stored',
      '{"data":{"companies":{"totalCount":2}}}',
    ]);
  });

  it('neither a guessed key nor an address of the channel opens it, and nothing of it comes out', async () => {
    for (const node of [near, far, origin]) {
      for (const guess of ['guess', 'x'.repeat(edgeKey.length), '']) {
        const headers = { 'x-clientele-edge': guess };
        for (const reply of [await company(node, { headers }), await company(node, { headers, method: 'GET' })])
          expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      }
      for (const path of ['/_cache/stream', '/_cache/position', '/_cache/verdict']) {
        const url = `http://127.0.0.1:${node.port}${path}`;
        expect((await fetch(url, { headers: { 'x-clientele-edge': 'guess' } })).status).toBe(404);
        if (node !== origin) expect((await fetch(url, { headers: { 'x-clientele-edge': edgeKey } })).status).toBe(404);
      }
    }
    const replies = [
      await company(near),
      await company(near, { headers: { 'x-clientele-edge': edgeKey } }),
      await company(near, { headers: { 'x-clientele-edge': edgeKey, 'cache-control': 'no-store' } }),
      await ask(near, '{', { headers: { 'x-clientele-edge': edgeKey } }),
      await ask(near, who, { headers: { 'x-clientele-edge': edgeKey, accept: 'text/event-stream' } }),
      await ask(near, who, { extensions: { cache: true }, headers: { 'x-clientele-edge': edgeKey } }),
      await mutate(near, 'Beta', { 'x-clientele-edge': edgeKey }),
    ];
    for (const { headers, text } of replies) {
      expect(JSON.stringify(headers)).not.toMatch(/x-clientele-(?:edge|identity|build)|vnd\.clientele|edge key of/);
      expect(text).not.toContain(edgeKey);
    }
  });
});

it('a name that is no operation does not keep others from the cache', async () => {
  const query = 'query Popular { companies { totalCount } }';
  await ask(origin, query);
  for (const operationName of ['', 'Other', 'Popular\0#'])
    await ask(near, query, { body: JSON.stringify({ query, operationName }) });
  const statuses = [statusOf(await ask(near, query)), statusOf(await ask(near, query))];
  expect(statuses).toEqual(['clientele-edge; fwd=miss; stored', 'clientele-edge; hit']);
});

it('a gateway is answered by the origin, and nothing of it is kept here', async () => {
  await company(near);
  const entries = near.cache.store.count();
  for (const _ of [1, 2]) {
    const reply = await company(near, { headers: { 'x-clientele-gateway': 'whatever' } });
    expect(statusOf(reply) ?? '').not.toContain('clientele-edge');
  }
  expect(near.cache.store.count()).toBe(entries);
});
