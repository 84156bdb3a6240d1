// CACHE_MB is a promise about memory: what is counted for an entry is what it holds, whatever the answer was made of.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { withoutLimits } from '../support/without-limits.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let database: TestDatabase;
let sql: Pool;
let tenant: TestTenant;
let origin: RunningOrigin;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = createPool({ url: database.url, role: 'none', max: 1 });
  tenant = await createTenant(database.url, 'Ours');
  await sql.query(
    `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'Company ' || n from generate_series(1, 40) n`,
    [tenant.id],
  );
  await sql.query(
    `insert into contact (tenant_id, id, first_name, last_name, company_id) select $1, gen_random_uuid(), 'A', 'Person', id from company, generate_series(1, 8)`,
    [tenant.id],
  );
  origin = await startOrigin({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '2', ...withoutLimits }),
    databaseUrl: database.url,
    pepper,
    graphiql: null,
  });
});
afterAll(async () => {
  await origin?.stop();
  await sql?.end();
  await database?.drop();
});

const pages = `query ($not: String) { companies(first: 20, filter: { name: { ne: $not } }) { nodes { id name
  contacts(first: 5) { nodes { id firstName lastName } } } } }`;

/** Each is another question, with an answer of its own. */
async function keep(from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at++) {
    const response = await fetch(`http://127.0.0.1:${origin.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}` },
      body: JSON.stringify({ query: pages, variables: { not: `no ${at}` } }),
    });
    expect(response.headers.get('cache-status')).toBe('clientele; fwd=miss; stored');
    await response.arrayBuffer();
  }
}

/** What a first collection frees, a second one finds freed. */
async function held(): Promise<number> {
  for (let times = 0; times < 4; times++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it('an entry of pages beneath pages holds what is counted for it, and none of the rows that it was made of', async () => {
  await keep(0, 100); // until what is held for all of them is there
  const [before, countedBefore] = [await held(), origin.cache.store.bytes()];
  await keep(100, 400);
  const grown = (await held()) - before;
  const counted = origin.cache.store.bytes() - countedBefore;
  console.info(`${Math.round(grown / 400)} bytes an entry, ${Math.round(counted / 400)} of them counted`);
  expect(grown / counted).toBeLessThan(1.25);
});
