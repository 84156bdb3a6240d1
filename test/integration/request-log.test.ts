// By its id a request is found again: in its answer, in errors, in the log, at an edge and at the origin behind it. And what slow
// operations leave in the log.
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { edgeKey } from '../support/edge-scene.ts';
import { keepLog } from '../support/log-lines.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { withoutLimits } from '../support/without-limits.ts';

let database: TestDatabase;
let tenant: TestTenant;
let origin: RunningOrigin;
let edge: RunningEdge;
const kept = keepLog();

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTenant(database.url, 'Ours');
  const config = readConfig({
    ...withoutLimits,
    PORT: '0',
    LOG_LEVEL: 'silent',
    EDGE_KEY: edgeKey,
    SLOW_OPERATION_MS: '0',
  });
  origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null, log: kept.log });
  edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  await until(() => edge.cache.isLive());
});
afterAll(async () => {
  await origin?.stop();
  await edge?.stop();
  await database?.drop();
});

interface Told {
  readonly status: number;
  readonly id: string | null;
  readonly cache: string | null;
  readonly text: string;
}

async function ask(
  query: string,
  headers: Record<string, string> = {},
  { variables, node = origin }: { variables?: object; node?: { port: number } } = {},
): Promise<Told> {
  const response = await fetch(`http://127.0.0.1:${node.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { status, headers: told } = response;
  return { status, id: told.get('x-request-id'), cache: told.get('cache-status'), text: await response.text() };
}

const slow = () => kept.lines().filter(({ msg }) => msg === 'an operation was slow');
const slowWith = (requestId: string | null) => slow().find((line) => line['requestId'] === requestId);

describe('the id of a request', () => {
  it('is the one that the client gave, on a miss, a hit, a write and a refusal', async () => {
    const query = '{ companies(first: 2) { nodes { name } } }';
    const given = (id: string) => ({ 'x-request-id': id });
    const miss = await ask(query, given('of-a-miss'));
    const hit = await ask(query, given('of-a-hit'));
    expect([miss.id, miss.cache]).toEqual(['of-a-miss', expect.stringContaining('fwd=miss')]);
    expect([hit.id, hit.cache]).toEqual(['of-a-hit', 'clientele; hit']);
    expect((await ask('mutation { createCompany(input: { name: "A" }) { id } }', given('w.1'))).id).toBe('w.1');
    expect((await ask('{ nothing }', given('r:1'))).id).toBe('r:1');
    expect((await ask(query, { ...given('u=1'), authorization: 'Bearer nobody' })).id).toBe('u=1');
  });

  it('is made where the client gave none; a hit has none then, of which nothing is logged', async () => {
    const query = '{ companies(first: 3) { nodes { name } } }';
    const [miss, hit] = [await ask(query), await ask(query)];
    expect(miss.id).toMatch(uuid);
    expect([hit.id, hit.cache]).toEqual([null, 'clientele; hit']);
    expect((await ask('{ nothing }')).id).toMatch(uuid);
  });

  it.each(['', ' ', 'two words', 'x'.repeat(129), 'a"b', 'ä'])('is made where the given one is %j', async (given) => {
    const query = `{ companies(first: 4) { nodes { name } } } # ${encodeURIComponent(given)}`;
    expect((await ask(query, { 'x-request-id': given })).id).toMatch(uuid);
  });

  it('is told with a defect of ours, and stands beside it in the log', async () => {
    await onServer(database.url, (sql) => sql.query('alter table product rename to product_away'));
    const { id, text } = await ask('{ products(first: 1) { nodes { name } } }', { 'x-request-id': 'unlucky' });
    await onServer(database.url, (sql) => sql.query('alter table product_away rename to product'));
    const [error] = (JSON.parse(text) as { errors: { extensions: unknown }[] }).errors;
    expect([id, error!.extensions]).toEqual(['unlucky', { code: 'INTERNAL', requestId: 'unlucky' }]);
    const logged = kept.lines().filter(({ requestId }) => requestId === 'unlucky');
    expect(logged.map(({ msg }) => msg)).toEqual([
      'a request failed in a way that is our defect',
      'an operation was slow',
    ]);
  });

  it('goes with a miss and a write from an edge to the origin, made or given', async () => {
    const atEdge = { node: edge };
    const made = await ask('query Behind { companies(first: 5) { nodes { name } } }', {}, atEdge);
    expect(slowWith(made.id)).toMatchObject({ operation: 'Behind', kind: 'query', cache: 'miss' });
    const mutation = 'mutation Write { createCompany(input: { name: "B" }) { id } }';
    const written = await ask(mutation, { 'x-request-id': 'from.the.edge' }, atEdge);
    expect(written.id).toBe('from.the.edge');
    expect(slowWith('from.the.edge')).toMatchObject({ operation: 'Write', kind: 'mutation', cache: null });
  });
});

describe('a slow operation', () => {
  it('is logged with what it took and why, and with no value of anybody', async () => {
    const query =
      'query Secretive($name: String) { companies(first: 2, filter: { name: { eq: $name } }) { nodes { name } } contacts(first: 1, filter: { name: { eq: "literal-secret" } }) { nodes { name } } }';
    const { id, text } = await ask(query, {}, { variables: { name: 'variable-secret' } });
    expect(text).not.toContain('errors');
    expect(slowWith(id)).toMatchObject({
      level: 40,
      tenantId: tenant.id,
      subject: expect.stringMatching(/^key:/),
      operation: 'Secretive',
      kind: 'query',
      document: hash('sha256', query, 'hex'),
      durationMs: expect.any(Number),
      statements: 2,
      sqlMs: expect.any(Number),
      cost: expect.any(Number),
      cache: 'miss',
      tags: { count: expect.any(Number), first: expect.arrayContaining([expect.stringMatching(/^[cextv]\./)]) },
      error: null,
    });
    expect(kept.text()).not.toMatch(/(?:literal|variable)-secret/);
    expect(kept.text()).not.toContain(tenant.key);
  });

  it('says why it was executed, and how it failed', async () => {
    const query = 'query Again { companies(first: 6) { nodes { name } } }';
    await ask(query);
    await ask('mutation { createCompany(input: { name: "C" }) { id } }');
    expect(slowWith((await ask(query)).id)).toMatchObject({ cache: 'stale' });
    expect(slowWith((await ask(query, { 'cache-control': 'no-cache' })).id)).toMatchObject({ cache: 'bypass' });
    const refused = await ask('query Wrong($n: Int!) { companies(first: $n) { nodes { name } } }');
    expect(slowWith(refused.id)).toMatchObject({ operation: 'Wrong', error: 'BAD_USER_INPUT', tags: null });
  });

  it('is one that takes as long as SLOW_OPERATION_MS says', async () => {
    const quiet = keepLog();
    const config = readConfig({ ...withoutLimits, PORT: '0', SLOW_OPERATION_MS: '300' });
    const other = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null, log: quiet.log });
    await ask('query Quick { companies(first: 7) { nodes { name } } }', {}, { node: other });
    await onServer(database.url, async (sql) => {
      await sql.query('begin; lock table deal');
      const asked = ask('query Waits { deals(first: 7) { nodes { name } } }', {}, { node: other });
      const isBlocked = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
        and now() - query_start > interval '350 ms'`;
      // Within one transaction PostgreSQL shows the same activity again.
      await onServer(database.url, (beside) => until(async () => (await beside.query(isBlocked)).rows.length > 0));
      await sql.query('rollback');
      await asked;
    });
    await other.stop();
    const logged = quiet.lines().filter(({ msg }) => msg === 'an operation was slow');
    const waits = logged.find(({ operation }) => operation === 'Waits');
    expect(waits).toMatchObject({ statements: 1 });
    expect(waits!['sqlMs']).toBeGreaterThan(300);
    expect(logged.filter(({ durationMs }) => Number(durationMs) < 300)).toEqual([]);
  });
});
