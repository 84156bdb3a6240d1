// Tenants can be taken apart: by shards, by moving one to another database, by restoring one. Every key begins with the tenant, and nothing
// refers from one tenant to another.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { sourceFile } from '../support/sources.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const rows = <Row>(text: string) =>
  onServer(database.url, async (client) => (await client.query<Row & Record<string, unknown>>(text)).rows as Row[]);

/** Columns of a key, in its order; null for an expression. */
const columnsOf = (table: string, numbers: string) =>
  `array(select a.attname from unnest(${numbers}) with ordinality as k (n, at) left join pg_attribute a on a.attrelid = ${table} and a.attnum = k.n order by k.at)::text[]`;
const ours = `n.nspname in ('public', 'change_partition')`;

it('tables without a tenant are those of the installation', async () => {
  const without = await rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind in ('r', 'p')
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') order by 1`,
  );
  expect(without.map(({ name }) => name)).toEqual([
    'change_epoch',
    'change_floor',
    'change_identity',
    'change_mark',
    'persisted_operation',
    'schema_migration',
    'webhook_feed',
  ]);
});

it('every key of every other table begins with the tenant, but for the public id of an API key, which is looked up before its tenant is known', async () => {
  const keys = await rows<{ table: string; index: string; columns: (string | null)[] }>(
    `select c.relname as table, i.indexrelid::regclass::text as index, ${columnsOf('i.indrelid', 'i.indkey::int2[]')} as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and i.indisunique and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') order by 2`,
  );
  expect(keys.length).toBeGreaterThan(30);
  const others = keys.filter(({ columns }) => columns[0] !== 'tenant_id').map(({ index, columns }) => [index, columns]);
  expect(others).toEqual([
    ['api_key_public_id', ['public_id']],
    ['tenant_pkey', ['id']],
  ]);
});

it('whatever refers to a record names its tenant, and the same one', async () => {
  const references = await rows<{ name: string; to: string; from: string[]; target: string[] }>(
    `select r.conname as name, t.relname as to, ${columnsOf('r.conrelid', 'r.conkey')} as from, ${columnsOf('r.confrelid', 'r.confkey')} as target
      from pg_constraint r join pg_class t on t.oid = r.confrelid join pg_namespace n on n.oid = t.relnamespace where ${ours} and r.contype = 'f'`,
  );
  expect(references.length).toBeGreaterThan(40);
  for (const { name, to, from, target } of references) {
    expect(from[0], name).toBe('tenant_id');
    expect(target[0], name).toBe(to === 'tenant' ? 'id' : 'tenant_id');
  }
});

it('the script for Citus distributes every table of tenants but the keys and the change feed, each after what it refers to', async () => {
  const script = sourceFile('deploy/citus/distribute.sql')!.text;
  const [first] = script.match(/create_distributed_table\('(\w+)', 'id'\)/)!.slice(1);
  const listed = Array.from(script.matchAll(/unnest\(array\[([^\]]+)\]/g), ([, names]) =>
    Array.from(names!.matchAll(/'(\w+)'/g), ([, name]) => name!),
  ).flat();
  const order = [first!, ...listed];
  const tenanted = await rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );
  const local = new Set(['api_key', 'api_key_use', 'change']);
  const expected = tenanted.map(({ name }) => name).filter((name) => !local.has(name));
  expect(order.toSorted()).toEqual(expected.toSorted());
  const references = await rows<{ from: string; to: string }>(
    `select f.relname as from, t.relname as to from pg_constraint r join pg_class f on f.oid = r.conrelid join pg_class t on t.oid = r.confrelid
      where r.contype = 'f' and f.oid <> t.oid and f.relnamespace = 'public'::regnamespace`,
  );
  for (const { from, to } of references.filter((each) => !local.has(each.from)))
    expect(order.indexOf(to), `${from} refers to ${to}`).toBeLessThan(order.indexOf(from));
});
