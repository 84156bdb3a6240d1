// An origin as a process of its own over a small tenant, for measurements: its CPU can be told from that of who asks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { insertKey } from '../src/commands/key-row.ts';
import { migrate } from '../src/db/migrate.ts';
import { newId } from '../src/lib/uuid.ts';
import { cpuOf } from './measure.ts';

const pepper = 'pepper of a measurement, 32 characters';
const plenty = '1000000000';

/** As P2 of load/peers: 20 companies with owner, contacts and deals. The filter makes each question another one. */
export const text = `query P2($not: String) { companies(first: 20, filter: { name: { ne: $not } }) { nodes { id name owner { name }
  contacts(first: 5) { nodes { id firstName lastName } } deals(first: 5) { nodes { id name stage { name } } } } } }`;

export async function prepare(databaseUrl: string): Promise<{ readonly tenantId: string; readonly key: string }> {
  await migrate(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tenantId = newId();
  await client.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  const { key } = await insertKey(client, { tenantId, name: 'load', pepper, environment: 'live' });
  await client.query(
    `with u as (insert into "user" (tenant_id, id, name, email) select $1, gen_random_uuid(), 'User ' || n, 'u' || n || '@example.com' from generate_series(1, 20) n returning id),
      c as (insert into company (tenant_id, id, name, owner_id) select $1, gen_random_uuid(), 'Company ' || n, (select id from u order by md5(id::text || n) limit 1) from generate_series(1, 500) n returning id)
     insert into contact (tenant_id, id, company_id, first_name, last_name) select $1, gen_random_uuid(), c.id, 'First', 'Last' from c, generate_series(1, 5)`,
    [tenantId],
  );
  await client.query(
    `with p as (insert into pipeline (tenant_id, id, name, position) values ($1, gen_random_uuid(), 'Sales', 0) returning id),
      s as (insert into stage (tenant_id, id, pipeline_id, name, position) select $1, gen_random_uuid(), p.id, 'Open', 0 from p returning id, pipeline_id)
     insert into deal (tenant_id, id, name, company_id, pipeline_id, stage_id) select $1, gen_random_uuid(), 'Deal', c.id, s.pipeline_id, s.id
     from company c, s, generate_series(1, 3) where c.tenant_id = $1`,
    [tenantId],
  );
  await client.query('analyze');
  await client.end();
  return { tenantId, key };
}

export interface OriginProcess {
  readonly pid: number;
  /** Seconds, user and system. */
  cpu(): number;
  stop(): Promise<void>;
}

export interface OriginProcessOptions {
  /** Of another version: a folder that has its own src and node_modules. @default this one */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More of the command. */
  readonly args?: readonly string[];
}

/** With budgets that nobody spends. */
export async function startOriginProcess(
  databaseUrl: string,
  port: number,
  { root = join(import.meta.dirname, '..'), env = {}, args = [] }: OriginProcessOptions = {},
): Promise<OriginProcess> {
  const origin = spawn(process.execPath, ['--max-semi-space-size=16', join(root, 'src/main.ts'), 'origin', ...args], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DRAIN_DELAY_MS: '0',
      KEY_PEPPER: pepper,
      PORT: String(port),
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      BUDGET_TENANT_POINTS: plenty,
      BUDGET_TENANT_REFILL: plenty,
      BUDGET_KEY_POINTS: plenty,
      BUDGET_KEY_REFILL: plenty,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(origin.stdout, 'data');
  return {
    pid: origin.pid!,
    cpu: () => cpuOf(origin),
    async stop() {
      origin.kill('SIGTERM');
      await once(origin, 'exit');
    },
  };
}
