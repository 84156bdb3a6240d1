// How long a key that was ended goes on opening: at an origin and at two edges that hear of it by the change feed.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { type EdgeScene, startEdgeScene } from '../support/edge-scene.ts';
import { createCaller } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

/** What is promised. It is milliseconds as a rule. */
const mostMs = { origin: 1_000, edge: 5_000 };

const tenantId = newId();
let database: TestDatabase;
let sql: pg.Pool;
let scene: EdgeScene;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 1 });
  await sql.query(`insert into tenant (id, name) values ($1, 'Ours')`, [tenantId]);
  scene = await startEdgeScene(database.url, sql, 2);
});

afterAll(async () => {
  await scene?.stop();
  await sql?.end();
  await database?.drop();
});

async function statusAt(port: number, key: string): Promise<number> {
  const { status } = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ companies { totalCount } }' }),
  });
  return status;
}

it.each([
  ['is revoked', 'revoked_at = now()'],
  ['has ended', `expires_at = now() - interval '1 second'`],
])('a key that %s is refused everywhere within the promised time', async (_, change) => {
  const { key, viewer } = await createCaller(database.url, tenantId);
  const nodes = [['origin', scene.origin.port] as const, ...scene.edges.map(({ port }) => ['edge', port] as const)];
  // Twice: the second time the verdict and the answer are kept.
  for (const [, port] of [...nodes, ...nodes]) expect(await statusAt(port, key)).toBe(200);
  await sql.query(`update api_key set ${change} where 'key:' || id = $1`, [viewer.subject]);
  const endedMs = performance.now();
  const took = await Promise.all(
    nodes.map(async ([kind, port]) => {
      await until(async () => (await statusAt(port, key)) === 401, { withinMs: mostMs[kind] });
      return performance.now() - endedMs;
    }),
  );
  console.info(`refused after ${took.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  for (const [, port] of nodes) expect(await statusAt(port, key)).toBe(401);
});
