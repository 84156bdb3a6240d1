// Edges on a real origin and a real PostgreSQL: every committed change reaches the table of each, in milliseconds, whoever wrote it.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { covers } from '../../src/cache/position.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import {
  type EdgeScene,
  edgeKey,
  positionOf,
  stampOf,
  startEdgeOrigin,
  startEdgeScene,
} from '../support/edge-scene.ts';
import { createFeedWriters, type FeedWriters } from '../support/feed-writers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let sql: pg.Pool;
let writers: FeedWriters;
let scene: EdgeScene;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 4 });
  writers = await createFeedWriters(sql);
  scene = await startEdgeScene(database.url, sql, 3);
});
afterAll(async () => {
  const tookMs = (await scene?.stop()) ?? 0;
  await sql?.end();
  await database?.drop();
  expect(tookMs, 'milliseconds to stop, with streams open').toBeLessThan(1_000);
});

const tables = () => scene.edges.map(({ cache }) => cache.table);
/** As three edges would have kept it, made now. */
const keep = (...tags: string[]) => tables().map((table) => stampOf(table, writers.tenantId, ...tags));
const validities = (stamps: ReturnType<typeof keep>) => tables().map((table, index) => table.isValid(stamps[index]!));
const [all, none] = [
  [true, true, true],
  [false, false, false],
];

const paths = ['/_cache/stream', '/_cache/position', '/_cache/verdict'];

async function answersOf(port: number, headers: Record<string, string>): Promise<string[]> {
  const { key } = tenant;
  return Promise.all(
    [...paths, '/_cache/nothing'].map(async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}?after=`, {
        headers: { authorization: `Bearer ${key}`, ...headers },
      });
      return `${response.status} ${await response.text()}`;
    }),
  );
}
let tenant: Awaited<ReturnType<typeof createTenant>>;

it('without the edge key there is nothing behind the addresses of edges, as behind any unknown one', async () => {
  tenant = await createTenant(database.url, 'Curious');
  for (const given of [undefined, '', 'x'.repeat(edgeKey.length), edgeKey.slice(0, -1), `${edgeKey}x`]) {
    const answers = await answersOf(scene.origin.port, given === undefined ? {} : { 'x-clientele-edge': given });
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 .*NOT_FOUND/);
  }
  // And an edge does not lend its key to clients.
  for (const answer of await answersOf(scene.edges[0]!.port, { 'x-clientele-edge': edgeKey })) {
    expect(answer).toMatch(/^404 /);
  }
});

it('an origin without an edge key has nothing there, whatever is sent', async () => {
  tenant = await createTenant(database.url, 'Curious');
  const closed = await startEdgeOrigin(database.url, { key: null });
  try {
    for (const given of ['', 'undefined', 'null', edgeKey]) {
      const answers = await answersOf(closed.port, { 'x-clientele-edge': given });
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toMatch(/^404 .*NOT_FOUND/);
    }
  } finally {
    await closed.stop();
  }
});

it('with the edge key an origin tells where it stands, and that a credential that is none is none', async () => {
  const at = async (path: string) => {
    const headers = { 'x-clientele-edge': edgeKey, authorization: 'Bearer nonsense' };
    return fetch(`http://127.0.0.1:${scene.origin.port}${path}`, { headers });
  };
  const position = await at('/_cache/position');
  expect([position.status, await position.json()]).toMatchObject([200, { epoch: tables()[0]!.epoch() }]);
  expect((await at('/_cache/verdict')).status).toBe(401);
});

/** Milliseconds from before each commit to the moment at which the last of three edges knows of it, sorted. */
async function delays(writes: number): Promise<number[]> {
  const tookMs: number[] = [];
  for (let n = 0; n < writes; n++) {
    const id = newId();
    const stamps = keep(`e.team.${id}`);
    const beganMs = performance.now();
    await writers.add(id);
    // Looked at in each turn of the event loop: `until` looks every 10 ms, as long as what is measured.
    while (validities(stamps).includes(true)) {
      if (performance.now() - beganMs > 5_000) throw new Error('a write did not reach the edges within 5 s');
      await new Promise(setImmediate);
    }
    tookMs.push(performance.now() - beganMs);
    const notBefore = performance.now() + (n % 20); // anywhere between two polls
    await until(() => performance.now() >= notBefore);
  }
  return tookMs.sort((a, b) => a - b);
}

it('a foreign write is in the tables of three edges within milliseconds', { timeout: 60_000 }, async () => {
  // On a machine that is busy otherwise, it may take a second or a third try to see what the stream can do.
  for (let triesLeft = 2; ; triesLeft--) {
    const sorted = await delays(200);
    const [p50, p99] = [sorted[100]!, sorted[198]!];
    console.info(`from a foreign write to three edges: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    if (p50 <= 25 && p99 <= 100) return;
    if (triesLeft === 0) expect([p50, p99]).toEqual(['25 ms at most', '100 ms at most']);
  }
});

it('a transaction that stays open holds nobody up, and arrives when it is committed', async () => {
  const client = await sql.connect();
  const [early, other] = [newId(), newId()];
  const [ofEarly, ofOther] = [keep(`e.team.${early}`), keep(`e.team.${other}`)];
  try {
    await client.query('begin');
    await writers.add(early, client);
    await writers.add(other);
    await scene.caughtUp();
    expect([validities(ofEarly), validities(ofOther)]).toEqual([all, none]);
    await client.query('commit');
  } finally {
    client.release();
  }
  await scene.caughtUp();
  expect(validities(ofEarly)).toEqual(none);
});

it('what is rolled back never arrives', async () => {
  const client = await sql.connect();
  const id = newId();
  const stamps = keep(`e.team.${id}`, 'x.team', 'c.team');
  try {
    await client.query('begin');
    await writers.add(id, client);
    await client.query('rollback');
  } finally {
    client.release();
  }
  await sql.query('insert into tenant (id, name) values ($1, $2)', [newId(), 'Another']);
  await scene.caughtUp();
  expect(validities(stamps)).toEqual(all);
});

it('an update of 501 rows and TRUNCATE make everything of the table invalid, and nothing else', async () => {
  await sql.query(
    `insert into tag (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 501) n`,
    [writers.tenantId],
  );
  const { rows } = await sql.query<{ id: string }>('select id from tag where tenant_id = $1 limit 1', [
    writers.tenantId,
  ]);
  await scene.caughtUp();
  const [ofTag, ofTeam] = [keep('x.tag', `e.tag.${rows[0]!.id}`), keep('t.team', 'x.team')];
  await sql.query(`update tag set color = '#000000' where tenant_id = $1`, [writers.tenantId]);
  await scene.caughtUp();
  expect([validities(ofTag), validities(ofTeam)]).toEqual([none, all]);
  const ofLinks = keep('x.deal_contact');
  await sql.query('truncate deal_contact');
  await scene.caughtUp();
  expect([validities(ofLinks), validities(ofTeam)]).toEqual([none, all]);
});

it('DDL begins a new epoch at every edge, in which nothing of before is valid', async () => {
  const before = tables()[0]!.epoch();
  const stamps = keep('t.team');
  expect(validities(stamps)).toEqual(all);
  await sql.query('alter table team add column fax text');
  await scene.caughtUp();
  expect(validities(stamps)).toEqual(none);
  expect(new Set(tables().map((table) => table.epoch())).size).toBe(1);
  expect(tables()[0]!.epoch()).not.toBe(before);
  const after = keep('x.team');
  await writers.add();
  await scene.caughtUp();
  expect(tables().every((table) => table.epoch() !== before)).toBe(true);
  expect(validities(after)).toEqual(all);
});

it('while transactions of all kinds are committed, what an edge claims to have seen it has', {
  timeout: 60_000,
}, async () => {
  const from = tables().map((table) => table.position());
  await writers.writeAtRandom(21, 15);
  await scene.caughtUp();
  const now = await positionOf(sql);
  for (const [index, table] of tables().entries()) {
    expect(covers(table.position(), from[index]!)).toBe(true);
    expect(covers(now, table.position())).toBe(true);
  }
  const { rows } = await sql.query<{ id: string }>('select id from team where tenant_id = $1', [writers.tenantId]);
  const { rows: touched } = await sql.query<{ id: string; xid: string }>(
    `select distinct id, xid from change where type = 'team' and tenant_id = $1 and id is not null`,
    [writers.tenantId],
  );
  expect(rows.length).toBeGreaterThan(50);
  for (const [index, table] of tables().entries()) {
    const fresh = touched.filter(({ xid }) => Number(xid) >= from[index]!.xmax);
    expect(fresh.length).toBeGreaterThan(50);
    for (const { id } of fresh) {
      const stamp = { ...stampOf(table, writers.tenantId, `e.team.${id}`), position: from[index]! };
      expect(table.isValid(stamp), id).toBe(false);
    }
  }
});
