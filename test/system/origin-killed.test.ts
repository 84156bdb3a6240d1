// An origin that is killed in the midst of a mutation: whoever repeats it with the same Idempotency-Key finds one effect and one answer,
// whether or not it was committed. At random and under load: `npm run faults -- --only 1`.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTenant, type TestTenant } from '../support/api.ts';
import { originArgs, originEnvironment } from '../support/edge-processes.ts';
import { createAsker } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createProcesses, type RunningProcess } from '../support/processes.ts';
import { until } from '../support/until.ts';

const asker = createAsker();
const processes = createProcesses();
let database: TestDatabase;
let sql: pg.Pool;
let origin: RunningProcess;
let tenant: TestTenant;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 2 });
  tenant = await createTenant(database.url, 'Tenant');
  // Writes of companies called so take their time, in the statement or in the COMMIT.
  await sql.query(`
    create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return new; end';
    create trigger slow before insert on company for each row when (new.name = 'slow statement') execute function slow();
    create constraint trigger slow_commit after insert on company deferrable initially deferred
      for each row when (new.name = 'slow commit') execute function slow()`);
  const env = originEnvironment({ databaseUrl: database.url });
  origin = await processes.start({ name: 'origin', args: originArgs, env });
});
afterAll(async () => {
  asker.stop();
  await processes.stop();
  await sql.end();
  await database.drop();
});

const create = (name: string) =>
  asker.ask(origin, {
    key: tenant.key,
    query: 'mutation ($name: String!) { createCompany(input: { name: $name }) { id name version } }',
    variables: { name },
    headers: { 'idempotency-key': name },
  });

const countOf = async (name: string) =>
  Number((await sql.query('select count(*) from company where name = $1', [name])).rows[0].count);

/** Whether PostgreSQL is in the midst of what takes its time. */
const isSlow = async () =>
  (await sql.query(`select from pg_stat_activity where wait_event = 'PgSleep'`)).rows.length > 0;

it.each([
  ['slow statement', 0],
  ['slow commit', 1],
])('killed in a %s: the repetition has one effect and one answer', async (name, kept) => {
  const unanswered = create(name).catch(() => null);
  await until(isSlow, { withinMs: 20_000, what: 'that PostgreSQL is at it' });
  await origin.end('SIGKILL');
  expect(await unanswered).toBe(null);
  await until(async () => !(await isSlow()), { what: 'that PostgreSQL is done with it' });
  expect(await countOf(name), 'after the kill').toBe(kept);
  await origin.start();
  const repeated = await create(name);
  const again = await create(name);
  expect(repeated).toMatchObject({ status: 200, text: expect.stringContaining(`"name":"${name}","version":1`) });
  expect(JSON.parse(again.text).data).toEqual(JSON.parse(repeated.text).data);
  expect(await countOf(name)).toBe(1);
});
