// Production gives no superuser away: one login makes the roles and tables, another one serves. On a server of its own, because
// roles belong to the whole cluster and on the others a superuser has made them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allTables } from '../../src/db/table.ts';
import '../../src/crm/index.ts';
import { create } from '../../src/crm/write.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createPool } from '../../src/db/pool.ts';
import { page } from '../../src/db/reads.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { read, write } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/uuid.ts';
import { onServer } from '../support/postgres.ts';

let server: { url: string; stop(): Promise<void> };
const tenantId = newId();

beforeAll(async () => {
  server = await startThrowawayPostgres();
  await onServer(server.url, async (client) => {
    await client.query("create role maker login createrole password 'm'");
    await client.query("create role server login password 's'");
    await client.query('create database crm owner maker');
  });
});

afterAll(() => server?.stop());

function as(user: string, password: string): string {
  const url = new URL(server.url);
  Object.assign(url, { pathname: '/crm', username: user, password });
  return url.href;
}

it('a login that may create roles migrates, and a member of clientele_app alone reads and writes', async () => {
  expect((await migrate(as('maker', 'm'))).applied.length).toBeGreaterThan(0);
  await onServer(as('maker', 'm'), async (client) => {
    await client.query('set role clientele_owner');
    await client.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
    await client.query('reset role; grant clientele_app to server');
  });
  const pool = createPool({ url: as('server', 's'), max: 1 });
  try {
    const company = allTables().find((table) => table.name === 'company')!;
    await write(pool, tenantId, (tx) => create(tx, company, { name: 'Northwind' }));
    const rows = (tenant: string) =>
      read(pool, tenant, async (reader) => (await page(reader, company, new Set(['id', 'name']), {})).rows.length);
    expect(await rows(tenantId)).toBe(1);
    expect(await rows(newId())).toBe(0);
  } finally {
    await pool.end();
  }
});
