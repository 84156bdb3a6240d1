// `clientele seed`: tenants of any size for tests of load, made inside PostgreSQL. Same seed number, same rows and ids.
// A run that was cut short leaves whole tenants or nothing: an empty database is filled in one transaction, one that is in use
// in a transaction a tenant, without its tables being locked.
import { InvalidArgumentError } from 'commander';
import pg from 'pg';
import { readConfig } from '../config.ts';
import { writePrivateFile } from '../lib/private-file.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { insertKey } from './key-row.ts';
import { findPepper } from './pepper.ts';
import { seededId } from './seed-ids.ts';
import { withoutIndexes } from './seed-indexes.ts';
import { functions, seededTables, startOfWorldMs, steps } from './seed-statements.ts';

/** How much of what; all but the first are for each tenant. */
const defaults = { tenants: 10, companies: 2000, contacts: 10_000, deals: 5000, activities: 30_000 };

type Counts = typeof defaults;

export interface SeedOptions extends Partial<Counts> {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  readonly pepper: string;
  /** Another number gives another world, also beside the first in the same database. @default 1 */
  readonly seed?: number;
  /** Takes the progress. @default nothing */
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface SeededTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly apiKey: string;
}

/** Tenants that get a key; the others are there to be in the way. */
const mostKeys = 10;

/** Resolves with the first tenants and a new key for each. A tenant that exists stays as it is. */
export async function seed(options: SeedOptions): Promise<SeededTenant[]> {
  const { adminUrl, pepper, seed: number = 1, report = () => {}, signal } = options;
  const counts = { ...defaults, ...options };
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele seed' });
  await client.connect();
  const tenants = Array.from({ length: counts.tenants }, (_, at) => ({
    tenantId: seededId(startOfWorldMs, `tenant:${number}:${at + 1}`),
    name: `Seeded ${number}.${at + 1}`,
    key: `${number}:${at + 1}`,
  }));
  const fill = async (tenant: (typeof tenants)[number]) => {
    signal?.throwIfAborted();
    const costs = (await insertTenant(client, tenant))
      ? await fillTenant(client, tenant, counts, signal)
      : 'was there already';
    report(`${tenant.name}: ${costs}`);
  };
  const seeded: SeededTenant[] = [];
  try {
    await client.query(`${await settings(client)}; set role clientele_owner; ${functions}`);
    const { rowCount: anyTenant } = await client.query('select from tenant limit 1');
    if (anyTenant) {
      for (const tenant of tenants) await transaction(client, () => fill(tenant));
    } else {
      await transaction(client, () =>
        withoutIndexes(client, seededTables, async () => {
          for (const tenant of tenants) await fill(tenant);
          report('building the indexes');
        }),
      );
    }
    report('counting rows for the planner');
    await client.query(`analyze ${seededTables.join(', ')}`);
    for (const { tenantId, name } of tenants.slice(0, mostKeys)) {
      const { key: apiKey } = await insertKey(client, { tenantId, name: 'seed', environment: 'test', pepper });
      seeded.push({ tenantId, name, apiKey });
    }
  } finally {
    await client.end();
  }
  return seeded;
}

/**
 * Compiling the long expressions costs more than running them 30,000 times (without jit 8.8 s of CPU a tenant became 4.2).
 * Nested loops look cheap while a tenant has no statistics (one took 90 s). A superuser need not have each reference looked
 * up (a quarter of the time): they are right by construction, and a test looks them up.
 */
async function settings(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ is: boolean }>(
    'select rolsuper as is from pg_roles where rolname = current_user',
  );
  const trust = rows[0]?.is ? '; set session_replication_role = replica' : '';
  return `set timezone = 'UTC'; set statement_timeout = 0; set jit = off; set enable_nestloop = off${trust}`;
}

async function transaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  await work(); // a failure ends the session, and with it the transaction
  await client.query('commit');
}

async function insertTenant(
  client: pg.Client,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    'insert into tenant (id, name, created_at) values ($1, $2, $3) on conflict (id) do nothing',
    [tenantId, name, new Date(startOfWorldMs)],
  );
  return rowCount === 1;
}

/** Resolves with what cost how much. */
async function fillTenant(
  client: pg.Client,
  { tenantId, key }: { tenantId: string; key: string },
  counts: Counts,
  signal?: AbortSignal,
): Promise<string> {
  await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
  const costs: string[] = [];
  for (const { table, text, rows } of steps) {
    signal?.throwIfAborted();
    const startedMs = performance.now();
    // A statement is given only the parameters that it names.
    const values = [tenantId, key, rows && counts[rows]].slice(
      0,
      text.includes('$3') ? 3 : text.includes('$2') ? 2 : 1,
    );
    await client.query(text, values);
    const tookMs = performance.now() - startedMs;
    if (tookMs >= 50) costs.push(`${table} ${(tookMs / 1000).toFixed(1)} s`);
  }
  return costs.join(', ') || 'done';
}

export const seedCommand: CliCommand = {
  declare(command) {
    command.option('--tenants <number>', 'how many tenants', wholeNumber, defaults.tenants);
    for (const name of ['companies', 'contacts', 'deals', 'activities'] as const) {
      command.option(`--${name} <number>`, `how many ${name} for each tenant`, wholeNumber, defaults[name]);
    }
    command
      .option('--seed <number>', 'another number makes another world beside the first', wholeNumber, 1)
      .option('--keys-file <path>', 'write the keys there as JSON, readable by you alone');
  },
  async run(command, signal) {
    const { keysFile, ...options } = command.opts<Counts & { seed: number; keysFile?: string }>();
    const config = readConfig();
    const startedMs = performance.now();
    const database = await openDatabase(config);
    try {
      const pepper = await findPepper(config);
      const report = (line: string) => console.error(line);
      const seeded = await seed({ ...options, adminUrl: database.adminUrl, pepper, report, signal });
      console.error(`Seeded in ${((performance.now() - startedMs) / 1000).toFixed(1)} s. Keys that may do everything:`);
      for (const { tenantId, name, apiKey } of seeded) console.log(`${tenantId}  ${apiKey}  ${name}`);
      if (keysFile !== undefined) await writePrivateFile(keysFile, `${JSON.stringify(seeded, null, 2)}\n`);
    } finally {
      await database.stop();
    }
    return undefined;
  },
};

function wholeNumber(text: string): number {
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number such as 2000.');
}
