// The role of the pool under row-level security, by SQL alone: what is left when the product's own conditions are forgotten.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { insertEndpoint } from '../support/webhook-rows.ts';
import { createWorld, type World } from '../support/world.ts';

let api: TestApi;
let ours: World;
let theirs: World;
let pool: Pool;

beforeAll(async () => {
  api = await startApi();
  ours = await createWorld(api.sql, api.tenants[0].id, { seed: 1 });
  theirs = await createWorld(api.sql, api.tenants[1].id, { seed: 2 });
  for (const { id } of api.tenants) await insertEndpoint(api.sql, id, newId(), 'hook ');
  pool = createPool({ url: api.databaseUrl, max: 2 });
});
afterAll(async () => {
  await pool?.end();
  await api?.stop();
});

/** Everything with rows of tenants: tables, and the views that search looks into. */
const tables = () =>
  api.sql<{ name: string; kind: string }>(
    `select relname as name, relkind::text as kind from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' where c.relkind in ('r', 'v') and c.relnamespace = 'public'::regnamespace`,
  );

it('sees no row of any table while no tenant is set', async () => {
  for (const { name, kind } of await tables()) {
    const [present] = await api.sql<{ count: number }>(`select count(*)::int from "${name}"`);
    const { rows } = await pool.query(`select count(*)::int from "${name}"`);
    expect(rows, name).toEqual([{ count: 0 }]);
    // A view shows a superuser no more than others.
    if (kind === 'r' && !/^(idempotent_reply|import_|audit_event|api_key_use|usage|budget_override)/.test(name))
      expect(present!.count, name).toBeGreaterThan(0);
  }
});

it('sees, changes and adds no row of another tenant, in any table', async () => {
  const client = await pool.connect();
  try {
    for (const { name, kind } of await tables()) {
      for (const [work, expected] of [
        [`select from "${name}" where tenant_id <> $1`, 0],
        [`delete from "${name}" where tenant_id <> $1`, 0],
        [`update "${name}" set tenant_id = $1 where tenant_id <> $1`, 0],
        [`insert into "${name}" (tenant_id) values (gen_random_uuid()), ($1)`, '42501'],
      ] as const) {
        await client.query('begin');
        await client.query(`select set_config('app.tenant_id', $1, true)`, [ours.tenantId]);
        const outcome = await client.query(work, [ours.tenantId]).then(
          (result) => result.rowCount,
          (error: { code: string }) => error.code,
        );
        await client.query('rollback');
        const isReadOnly = ['tenant', 'change', 'budget_override'].includes(name) || kind === 'v';
        const isGrowing = name === 'audit_event' && !work.startsWith('insert');
        if (!work.startsWith('select') && (isReadOnly || isGrowing))
          expect(outcome, name).toMatch(/^(42501|428C9)$/); // no right to, or to a generated column
        else expect([name, work, outcome]).toEqual([name, work, expected]);
      }
    }
  } finally {
    client.release();
  }
});

it('forgets the tenant with the transaction', async () => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [ours.tenantId]);
    await client.query('commit');
    expect((await client.query('select current_tenant() as tenant, current_user as role')).rows).toEqual([
      { tenant: null, role: 'clientele_app' },
    ]);
  } finally {
    client.release();
  }
});

it('learns by a foreign key of theirs as much as by one of nobody', async () => {
  const errors = [];
  for (const companyId of [theirs.rows.company[0]!.id, newId()]) {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [ours.tenantId]);
    const error = await client
      .query(`insert into contact (tenant_id, id, email, company_id) values ($1, $2, 'x', $3)`, [
        ours.tenantId,
        newId(),
        companyId,
      ])
      .then(
        () => null,
        (thrown: { code: string; message: string }) => thrown,
      );
    errors.push([error?.code, error?.message]);
    await client.query('rollback');
    client.release();
  }
  expect(errors[0]).toEqual(errors[1]);
  expect(errors[0]![0]).toBe('23503');
});
