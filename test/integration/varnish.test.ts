// Varnish in front of an origin, with the configuration of examples/varnish and a purger: what is kept, for whom, and until when.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertKey } from '../../src/commands/key-row.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { type RunningPurger, startPurger } from '../../src/commands/purger.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { createTestDatabase, onServer } from '../support/postgres.ts';
import { findProgram } from '../support/programs.ts';
import { until } from '../support/until.ts';
import { startVarnish, type TestVarnish } from '../support/varnish.ts';

const program = await findProgram('varnishd');
if (program === null) console.info('varnishd is not on this machine: apt-get install varnish varnish-modules');

const edgeKey = 'edge key of the tests, 32 characters or more';

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

describe.skipIf(program === null)('behind Varnish', () => {
  let sql: pg.Pool;
  let databaseUrl: string;
  let ours: TestTenant;
  let theirs: TestTenant;
  let origin: Awaited<ReturnType<typeof startOrigin>>;
  let varnish: TestVarnish;
  let purger: RunningPurger;
  /** Written before all else, so that no purge of them is repeated while they are looked at. */
  let written: string;
  let other: string;
  let revocable: { key: string; publicId: string };
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase();
    stops.unshift(database.drop);
    databaseUrl = database.url;
    sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    stops.unshift(() => sql.end());
    [ours, theirs] = [await createTenant(databaseUrl, 'Ours'), await createTenant(databaseUrl, 'Theirs')];
    [written, other] = [await company(), await company()];
    revocable = await onServer(databaseUrl, (client) =>
      insertKey(client, { tenantId: ours.id, name: 'to be revoked', pepper, environment: 'live' }),
    );
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', EDGE_KEY: edgeKey });
    origin = await startOrigin({ config, databaseUrl, pepper, graphiql: null });
    stops.unshift(origin.stop);
    varnish = await startVarnish(program!, origin.port);
    stops.unshift(varnish.stop);
    purger = startPurger({
      config: readConfig({ LOG_LEVEL: 'error', PURGE_VARNISH_URLS: varnish.purgeUrl }),
      originUrl: `http://127.0.0.1:${origin.port}`,
      edgeKey,
    });
    stops.unshift(purger.stop);
    await settle();
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  async function get(query: string, key = ours.key, headers: Record<string, string> = {}): Promise<Reply> {
    const address = `${varnish.url}/graphql?${new URLSearchParams({ query })}`;
    const response = await fetch(address, { headers: { authorization: `Bearer ${key}`, ...headers } });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** From the origin, as Varnish gets it. */
  async function toSurrogate(query: string): Promise<Reply> {
    const address = `http://127.0.0.1:${origin.port}/graphql?${new URLSearchParams({ query })}`;
    const headers = { authorization: `Bearer ${ours.key}`, 'surrogate-capability': 'varnish="Surrogate/1.0"' };
    const response = await fetch(address, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async function post(query: string, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${varnish.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ours.key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const isHit = ({ headers }: Reply) => headers.get('cache-status') === 'varnish; hit';
  const nameIn = ({ text }: Reply) =>
    (JSON.parse(text) as { data: { company: { name: string } | null } }).data.company?.name;
  const byId = (id: string) => `{ company(id: "${id}") { name } }`;

  async function company(tenant = ours): Promise<string> {
    const id = newId();
    await sql.query('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenant.id, id, 'Alpha']);
    return id;
  }

  const rename = (id: string, name: string) => sql.query('update company set name = $2 where id = $1', [id, name]);

  /** Purges are repeated, the last time after five seconds. */
  const settle = () => until(() => purger.waiting() === 0, { withinMs: 15_000, what: 'the last purge' });
  /** What was just written is dropped now and then. */
  const untilHit = (query: string, key = ours.key) => until(async () => isHit(await get(query, key)));

  it('a write by SQL is seen within a second, and other answers stay', async () => {
    await get(byId(other));
    await get(byId(written));
    expect(isHit(await get(byId(written)))).toBe(true);
    await rename(written, 'Beta');
    await until(async () => nameIn(await get(byId(written))) === 'Beta', { withinMs: 1_000, what: 'the new name' });
    expect(isHit(await get(byId(other)))).toBe(true);
  });

  it('a revoked key is refused within a second, whatever was kept for it', async () => {
    const { key, publicId } = revocable;
    await get(byId(other), key);
    expect(isHit(await get(byId(other), key))).toBe(true);
    await sql.query('update api_key set revoked_at = now() where public_id = $1', [publicId]);
    await until(async () => (await get(byId(other), key)).status === 401, { withinMs: 1_000, what: 'the refusal' });
  });

  it('an answer is kept, and says so, and nothing of what was said to Varnish goes on', async () => {
    const id = await company();
    expect(isHit(await get(byId(id)))).toBe(false);
    await untilHit(byId(id));
    const reply = await get(byId(id));
    expect([reply.status, nameIn(reply)]).toEqual([200, 'Alpha']);
    expect(reply.headers.get('cache-control')).toBe('private, no-cache');
    for (const name of ['surrogate-key', 'surrogate-control', 'cdn-cache-control', 'cache-tag', 'xkey'])
      expect(reply.headers.has(name)).toBe(false);
  });

  it('a list is dropped when a row comes into it', async () => {
    const count = '{ companies(first: 1) { totalCount } }';
    await untilHit(count);
    const before = (await get(count)).text;
    await company();
    await until(async () => (await get(count)).text !== before, { withinMs: 1_000, what: 'the new count' });
  });

  it('what the purger missed is over after half a minute at most', async () => {
    const { headers } = await toSurrogate(byId(await company()));
    expect(headers.get('cdn-cache-control')).toBe('max-age=30');
    expect(headers.get('age')).toBe('0');
  });

  it('no key finds what was kept for another, of another tenant or of its own', async () => {
    const query = '{ companies(first: 100) { nodes { id } } }';
    const [id, foreign] = [await company(), await company(theirs)];
    await untilHit(query);
    await untilHit(query, theirs.key);
    expect((await get(query)).text).toContain(id);
    expect((await get(query)).text).not.toContain(foreign);
    expect((await get(query, theirs.key)).text).toContain(foreign);
    expect((await get(query, theirs.key)).text).not.toContain(id);
    const { status } = await get(
      query,
      ours.key.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x')),
    );
    expect(status).toBe(401);
    const nobody = await fetch(`${varnish.url}/graphql?${new URLSearchParams({ query })}`);
    expect(nobody.status).toBe(401);
  });

  it('POST passes, and a mutation is seen', async () => {
    const id = await company();
    for (let times = 0; times < 3; times++) expect(isHit(await post(byId(id)))).toBe(false);
    await untilHit(byId(id));
    const written = await post(`mutation { updateCompany(id: "${id}", input: { name: "Gamma" }) { name } }`);
    const position = written.headers.get('x-clientele-position')!;
    // Who says what it wrote is answered by the origin, at once.
    expect(nameIn(await get(byId(id), ours.key, { 'x-clientele-after': position }))).toBe('Gamma');
    await until(async () => nameIn(await get(byId(id))) === 'Gamma', { withinMs: 1_000, what: 'the new name' });
  });

  it.each([
    ['depends on who asks', '{ viewer { scopes } companies(first: 1) { totalCount } }', 'no-store'],
    [
      'has too many tags',
      '{ companies(first: 100) { nodes { id deals { totalCount } contacts { totalCount } } } }',
      'no-store',
    ],
    ['is an error', '{ nothing }', null],
  ])('an answer that %s is not kept', async (_, query, control) => {
    await sql.query(
      `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'Many ' || n from generate_series(1, 120) n`,
      [ours.id],
    );
    const { headers, text } = await toSurrogate(query);
    expect([headers.get('cdn-cache-control'), 'errors' in JSON.parse(text)]).toEqual([control, control === null]);
    for (let times = 0; times < 3; times++) expect(isHit(await get(query))).toBe(false);
  });

  it('a client is told 304 by Varnish for the ETag that it has', async () => {
    const id = await company();
    await untilHit(byId(id));
    const etag = (await get(byId(id))).headers.get('etag')!;
    const reply = await get(byId(id), ours.key, { 'if-none-match': etag });
    expect([reply.status, reply.text]).toEqual([304, '']);
  });

  it('clients cannot purge, nor reach what is for edges', async () => {
    const id = await company();
    await untilHit(byId(id));
    const purged = await fetch(`${varnish.url}/`, { method: 'PURGE', headers: { 'xkey-purge': 'clientele-all' } });
    expect([purged.status, await purged.json()]).toMatchObject([404, { error: { message: expect.any(String) } }]);
    const edge = await fetch(`${varnish.url}/_cache/position`, { headers: { 'x-clientele-edge': edgeKey } });
    expect(edge.status).toBe(404);
  });

  it('without the origin nothing is served but what is kept, and the rest is refused in words', async () => {
    const [kept, unknown] = [await company(), await company()];
    await settle();
    await untilHit(byId(kept));
    await origin.stop();
    expect(nameIn(await get(byId(kept)))).toBe('Alpha');
    const reply = await get(byId(unknown));
    expect([reply.status, JSON.parse(reply.text).errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    // Dropped is dropped: there is no grace.
    await fetch(varnish.purgeUrl, { method: 'PURGE', headers: { 'xkey-purge': 'clientele-all' } });
    expect((await get(byId(kept))).status).toBe(503);
  });
});

it.skipIf(program === null)(
  'Varnish asks by the ETag when the time of an answer is over, and takes its new keys',
  async () => {
    const asked: (string | undefined)[] = [];
    const origin = createServer(({ headers }, response) => {
      const known = headers['if-none-match'];
      asked.push(known);
      const key = known === undefined ? 'old' : 'new';
      response.writeHead(known === undefined ? 200 : 304, {
        etag: '"same"',
        'cdn-cache-control': 'max-age=1',
        'surrogate-key': key,
        'content-type': 'application/json',
      });
      response.end(known === undefined ? '{}' : undefined);
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    const varnish = await startVarnish(program!, (origin.address() as AddressInfo).port);
    try {
      const get = async () => {
        const response = await fetch(`${varnish.url}/graphql`, { headers: { authorization: 'Bearer it' } });
        expect([response.status, await response.text()]).toEqual([200, '{}']);
      };
      const purge = async (key: string) => {
        const response = await fetch(varnish.purgeUrl, { method: 'PURGE', headers: { 'xkey-purge': key } });
        return JSON.parse(await response.text());
      };
      await until(async () => {
        await get();
        return asked.length === 2;
      });
      expect(asked).toEqual([undefined, '"same"']);
      expect(await purge('new')).toEqual({ purged: 1 });
      await get();
      expect(asked[2]).toBe(undefined);
    } finally {
      await varnish.stop();
      origin.closeAllConnections();
      await new Promise((resolve) => origin.close(resolve));
    }
  },
);
