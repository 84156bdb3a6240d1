// A database that does not tell of every write is refused: kept answers would be served for ever after they were changed.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { capturedTables } from '../../src/commands/capture.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { startWorker } from '../../src/commands/worker.ts';
import { readConfig } from '../../src/config.ts';
import { pepper } from '../support/api.ts';
import { uncaptured } from '../support/catalogue-exceptions.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database?.drop());

const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' });
const sql = (text: string) => onServer(database.url, (client) => client.query<{ name: string }>(text));

/** What a process says that does not start; null if it does. */
async function refusalOf(starting: Promise<{ stop(): Promise<void> }>): Promise<string | null> {
  const outcome = await starting.catch((error: Error) => error);
  if (outcome instanceof Error) return `${outcome.name}: ${outcome.message}`;
  await outcome.stop();
  return null;
}
const origin = () => refusalOf(startOrigin({ config, databaseUrl: database.url, pepper, graphiql: null }));
const worker = () => refusalOf(startWorker({ config, databaseUrl: database.url, pepper }));

it('every table whose writes are captured is looked at', async () => {
  const { rows } = await sql(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  );
  const expected = rows.map(({ name }) => name).filter((name) => !uncaptured.has(name));
  expect(capturedTables.toSorted()).toEqual(expected.toSorted());
});

it('as it was migrated, origin and worker start', async () => {
  expect([await origin(), await worker()]).toEqual([null, null]);
});

it.each([
  ['dropped', 'drop trigger capture_update on company'],
  ['switched off', 'alter table company disable trigger capture_truncate'],
  ['not fired for replicas', 'alter table company enable trigger capture_insert'],
])('with a trigger that is %s neither starts, and the table is named', async (_, work) => {
  await sql(work);
  const refusal = /^OperatorError: Writes to company are not captured: .* `select bump_change_epoch\(\)`\.$/;
  expect(await origin()).toMatch(refusal);
  expect(await worker()).toMatch(refusal);
});

it('with tables that Citus has distributed neither starts', async () => {
  // The catalogue of Citus as it stands at a coordinator; triggers are still there, on a table without rows.
  await sql(`set allow_system_table_mods = on; create table pg_catalog.pg_dist_partition (logicalrelid regclass not null);
    grant select on pg_catalog.pg_dist_partition to public`);
  expect(await origin()).toBeNull();
  await sql(`insert into pg_dist_partition values ('deal'), ('change'), ('schema_migration')`);
  const refusal = /^OperatorError: Citus has distributed change, deal: .*deploy\/citus\/README\.md\.$/;
  expect(await origin()).toMatch(refusal);
  expect(await worker()).toMatch(refusal);
});
