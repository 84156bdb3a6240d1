// The two tenants that `clientele dev` shows. Invariant: called again it changes nothing and gives the same keys, so that a
// key that was pasted into a program works until the data folder is removed.
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { createApiKey } from '../auth/api-key.ts';
import { crumb } from './demo-crumb.ts';
import { harbourline } from './demo-harbourline.ts';
import { demoStartMs, rowsOf } from './demo-rows.ts';
import type { DemoWorld } from './demo-world.ts';
import { insertKey } from './key-row.ts';

export interface SeedDemoOptions {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  readonly pepper: string;
}

/** Both may do and see everything in their tenant. */
export interface DemoKeys {
  readonly apiKey: string;
  readonly otherTenantApiKey: string;
}

export async function seedDemo({ adminUrl, pepper }: SeedDemoOptions): Promise<DemoKeys> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele demo data' });
  await client.connect();
  try {
    // jit would spend longer on compiling than these few rows take.
    await client.query('set jit = off; begin; set local role clientele_owner');
    for (const world of [harbourline, crumb]) await insertWorld(client, world);
    const apiKey = await demoKey(client, harbourline, pepper);
    const otherTenantApiKey = await demoKey(client, crumb, pepper);
    await client.query('commit');
    return { apiKey, otherTenantApiKey };
  } finally {
    await client.end();
  }
}

/** A tenant that is there stays as its users have made it. */
async function insertWorld(client: pg.Client, world: DemoWorld): Promise<void> {
  const { rowCount } = await client.query(
    'insert into tenant (id, name, created_at) values ($1, $2, $3) on conflict (id) do nothing',
    [world.tenantId, world.name, new Date(demoStartMs)],
  );
  if (!rowCount) return;
  await client.query(`select set_config('app.tenant_id', $1, true)`, [world.tenantId]);
  for (const [table, rows] of rowsOf(world)) {
    // Rows of one table have the same columns; those that are not named keep their defaults.
    const columns = Object.keys(rows[0]!).join(', ');
    const name = pg.escapeIdentifier(table);
    const source = `jsonb_populate_recordset(null::${name}, $1)`;
    await client.query(`insert into ${name} (${columns}) select ${columns} from ${source}`, [JSON.stringify(rows)]);
  }
}

/** Derived from the pepper, which is as secret as the key. One that was revoked stays so, and a new one is made. */
async function demoKey(client: pg.Client, { tenantId }: DemoWorld, pepper: string): Promise<string> {
  const digits = createHmac('sha512', pepper).update(`demo key of ${tenantId}`).digest('hex');
  const parts = { environment: 'test', publicId: digits.slice(0, 10), secret: digits.slice(10, 42) } as const;
  const { rows } = await client.query<{ is: boolean }>(
    'select revoked_at is null as is from api_key where public_id = $1',
    [parts.publicId],
  );
  if (rows[0]?.is) return createApiKey(parts).key;
  const fresh = rows[0] ? ({ environment: 'test' } as const) : parts;
  return (await insertKey(client, { ...fresh, tenantId, name: 'demo', pepper })).key;
}
