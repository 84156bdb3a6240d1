// The console beside edges: an origin tells which follow it, and an edge tells of itself.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { openConsoleStream, operatorKey } from '../support/console-stream.ts';
import { edgeKey } from '../support/edge-scene.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { withoutLimits } from '../support/without-limits.ts';

let database: TestDatabase;
let tenant: TestTenant;
let origin: RunningOrigin;
let edge: RunningEdge;

const urlOf = ({ port }: { port: number }) => `http://127.0.0.1:${port}`;

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTenant(database.url, 'Ours');
  const env = { PORT: '0', LOG_LEVEL: 'silent', OPERATOR_KEY: operatorKey, POOL_MAX: '2', ...withoutLimits };
  const config = readConfig({ ...env, EDGE_KEY: edgeKey });
  origin = await startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null });
  edge = await startEdge({ config: readConfig(env), originUrl: urlOf(origin), edgeKey });
  await until(() => edge.cache.isLive(), { withinMs: 15_000 });
});
afterAll(async () => {
  await edge?.stop();
  await origin?.stop();
  await database?.drop();
});

async function ask(query: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}` };
  await (await fetch(`${urlOf(edge)}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).text();
}

it('an origin tells which edges follow it, where they stand, and for how long they may serve', async () => {
  const stream = await openConsoleStream(urlOf(origin));
  const { edges, node } = await stream.find((state) => (state.edges?.[0]?.ageMs ?? null) !== null);
  await stream.close();
  expect(edges).toEqual([
    expect.objectContaining({
      name: expect.stringMatching(/-[0-9a-f]{6}$/),
      build: node.build,
      address: expect.stringContaining('127.0.0.1'),
      position: expect.stringMatching(/^\d+:\d+:/),
      followsSeconds: expect.any(Number),
    }),
  ]);
  expect(edges![0]!.ageMs).toBeLessThan(1_000);
  expect(edges![0]!.leaseMs).toBeGreaterThan(0);
});

it('an edge tells what it stands in front of, and by which transaction an answer was made untrue', async () => {
  const query = 'query AtTheEdge { teams(first: 3) { nodes { name } } }';
  await until(() => edge.cache.isLive(), { withinMs: 15_000 });
  await ask(query);
  const xid = await onServer(database.url, async (client) => {
    const text = `insert into team (tenant_id, id, name) values ($1, gen_random_uuid(), 'New') returning pg_current_xact_id()::text as xid`;
    return Number((await client.query(text, [tenant.id])).rows[0].xid);
  });
  const stream = await openConsoleStream(urlOf(edge));
  await until(
    async () => {
      await ask(query);
      return stream.states.some(({ requests }) => requests.some(({ outcome }) => outcome === 'stale'));
    },
    { withinMs: 15_000 },
  );
  const { node, spend, postgres, edges, operations } = stream.states.at(-1)!;
  expect(node).toMatchObject({ role: 'edge', origin: urlOf(origin), isOriginThere: true });
  expect([spend, postgres, edges], 'what only an origin has').toEqual([null, null, null]);
  expect(operations[0]).toMatchObject({ hits: expect.any(Number) });
  const stale = stream.states.flatMap(({ requests }) => requests).find(({ outcome }) => outcome === 'stale');
  expect(stale!.why).toEqual({ kind: 'changed', transaction: xid, record: null });
  await stream.close();
});
