// Limits at an edge: what it has costs nothing, what it has not is charged by its origin, and the origin's refusals pass through it.
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import { edgeKey, startEdgeNode } from '../support/edge-nodes.ts';
import { type Caller, caughtUp, createAsker, createCaller, type Node, startNode } from '../support/nodes.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const asker = createAsker();
let database: TestDatabase;
let origin: Node;
let edge: Node;
let ann: Caller;

const settings = {
  BUDGET_TENANT_POINTS: '350',
  BUDGET_TENANT_REFILL: '1',
  BUDGET_KEY_POINTS: '350',
  BUDGET_KEY_REFILL: '1',
  CONCURRENCY_MAX: '3',
};

beforeAll(async () => {
  database = await createTestDatabase();
  origin = await startNode({ databaseUrl: database.url, edgeKey, settings });
  edge = await startEdgeNode({ originUrl: `http://127.0.0.1:${origin.port}` });
  await until(() => edge.cache.isLive());
});
beforeEach(async () => {
  ann = await createCaller(database.url, (await createTenant(database.url, 'Ours')).id);
});
afterAll(async () => {
  asker.stop();
  await edge.stop();
  await origin.stop();
  await database.drop();
});

const ask = (query: string, headers = {}) => asker.ask(edge, { key: ann.key, query, headers });

it('a hit at the edge costs nothing, also when all points are spent', async () => {
  const query = '{ companies(first: 1) { nodes { name } } }';
  await ask(query);
  await ask(query.replace('1', '2'));
  await ask(query.replace('1', '3'));
  const refused = await ask(query.replace('1', '4'));
  expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('RATE_LIMITED')]);
  const hit = await ask(query);
  expect([hit.status, hit.headers['cache-status']]).toEqual([200, 'clientele-edge; hit']);
});

it('what is kept for others says nothing of the budget of who asked first; what is not does', async () => {
  const kept = await ask('{ companies(first: 1) { nodes { name } } }');
  expect(kept.headers['ratelimit']).toBe(undefined);
  const written = await ask('mutation { createTag(input: { name: "a" }) { id } }');
  expect(written.headers['ratelimit']).toMatch(/^"tenant";r=\d+/);
});

it('a refusal says when to come again, and is not kept', async () => {
  for (let first = 1; first <= 3; first++) await ask(`{ users(first: ${first}) { nodes { name } } }`);
  const refused = await ask('{ users(first: 4) { nodes { name } } }');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.headers['cache-status'] ?? '').not.toContain('stored');
});

describe('a deadline', () => {
  const query = '{ tags(first: 1) { nodes { name } } }';
  /** Asked while `table` cannot be read; how long that took, and what came of it. */
  const askedBehind = (table: string, work: (sql: pg.Client) => Promise<unknown>) =>
    onServer(database.url, async (sql) => {
      await sql.query(`begin; lock table ${table}`);
      const beganMs = performance.now();
      const asked = ask(query, { 'x-clientele-deadline-ms': '1000' });
      await work(sql);
      const { status, text } = await asked;
      const tookMs = performance.now() - beganMs;
      await sql.query('rollback');
      expect([status, text]).toEqual([504, expect.stringContaining('DEADLINE_EXCEEDED')]);
      return tookMs;
    });

  it('is kept by an edge whose origin does not tell whose credential it is', async () => {
    expect(await askedBehind('api_key', async () => {})).toBeLessThan(2_000);
  });

  it('is that of the client at the origin too: less what the edge spent of it', async () => {
    const tookMs = await askedBehind('api_key, tag', async (sql) => {
      const beganMs = performance.now();
      await until(() => performance.now() - beganMs > 600);
      await sql.query('commit; begin; lock table tag');
    });
    expect(tookMs).toBeLessThan(1_500);
  });
});

describe('a crowd', () => {
  const query = '{ companies(first: 1) { nodes { name } } }';
  const consent = { 'cache-control': 'stale-if-error=60' };

  /** Nobody can read companies, so that whoever comes waits for a turn until it is refused. */
  async function crowded(work: () => Promise<void>): Promise<void> {
    const callers = await Promise.all(
      Array.from({ length: 3 }, async () => createCaller(database.url, (await createTenant(database.url, 'Other')).id)),
    );
    await onServer(database.url, async (sql) => {
      await sql.query('begin; lock table company');
      const waiting = callers.map(({ key }) => asker.ask(origin, { key, query }));
      await until(async () => {
        const { rows } = await sql.query(
          'select from pg_locks join pg_database d on d.oid = database where not granted and datname = current_database()',
        );
        return rows.length === callers.length;
      });
      await work().finally(() => sql.query('rollback'));
      await Promise.all(waiting);
    });
  }

  it('is told in the words of the origin: OVERLOADED, and when to come again', async () => {
    await crowded(async () => {
      const refused = await ask(query);
      const { code, retryAfterMs } = JSON.parse(refused.text).errors[0].extensions;
      expect([refused.status, code]).toEqual([503, 'OVERLOADED']);
      expect(refused.headers['retry-after']).toBe(String(Math.ceil(retryAfterMs / 1_000)));
      expect(refused.headers['ratelimit']).toMatch(/^"tenant";r=\d+/);
    });
  });

  it('does not keep from who consents what the edge has', async () => {
    await ask(query);
    await onServer(database.url, (sql) =>
      sql.query(`insert into company (tenant_id, id, name) values ($1, $2, 'New')`, [ann.viewer.tenantId, newId()]),
    );
    await caughtUp([origin, edge], database.url);
    await crowded(async () => {
      const consented = await ask(query, consent);
      expect([consented.status, consented.headers['cache-status']]).toEqual([
        200,
        'clientele-edge; hit; detail=stale-if-error',
      ]);
    });
  });
});

it('the terms of a request reach the origin', async () => {
  const { status, text } = await ask('{ teams(first: 2) { nodes { name } } }', { 'x-clientele-lane': 'sideways' });
  expect([status, text]).toEqual([400, expect.stringContaining('x-clientele-lane')]);
});
