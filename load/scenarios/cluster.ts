// A throwaway cluster for one run: PostgreSQL, Redis, an origin and edges as processes, seeded tenants, registered documents.
// Invariant: what was started ends with stop(), which fails if a process wrote of a defect.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { insertKey } from '../../src/commands/key-row.ts';
import { operations } from '../../src/commands/operations.ts';
import { type SeededTenant, seed } from '../../src/commands/seed.ts';
import { idOf } from '../../src/persisted/id.ts';
import { pepper } from '../../test/support/api.ts';
import { edgeArgs, edgeEnvironment, originEnvironment } from '../../test/support/edge-processes.ts';
import { startOwnPostgres } from '../../test/support/nodes-postgres.ts';
import { createProcesses, type RunningProcess } from '../../test/support/processes.ts';
import { startOwnRedis } from '../../test/support/redis.ts';
import { documents } from './documents.ts';
import { findPostmaster } from './proc.ts';
import type { Scenario } from './scenario.ts';
import type { NamedRecord, Tenant } from './world.ts';

export interface Cluster {
  /** The origin first. */
  readonly nodes: readonly RunningProcess[];
  readonly tenants: readonly Tenant[];
  /** Of what is measured. PostgreSQL's is that of its postmaster. */
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Enough for pages of pages, and seeded in seconds. */
const rows = { companies: 150, contacts: 1_500, deals: 450, activities: 1_500 };
const hotCompanies = 40;
const keysOfTenant = 2;

export async function startCluster({ cluster }: Scenario, folder: string): Promise<Cluster> {
  const processes = createProcesses();
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of [processes.stop, ...stops.reverse()]) await each();
  };
  try {
    const postgres = await startOwnPostgres();
    stops.push(postgres.stop);
    const redis = await startOwnRedis();
    stops.push(redis.stop);
    const seeded = await seed({ adminUrl: postgres.url, pepper, tenants: cluster.tenants, ...rows });
    await register(postgres.url, folder);
    const tenants = await Promise.all(seeded.map((each) => tenantOf(postgres.url, each)));
    const stores = { databaseUrl: postgres.url, redisUrl: redis.url, poolMax: 10 };
    const environment = { ...originEnvironment(stores), ...cluster.settings, NODE_ENV: 'production' };
    const args = ['--max-semi-space-size=16', 'src/main.ts', 'origin'];
    const origin = await processes.start({ name: 'origin', args, env: environment });
    const edges: RunningProcess[] = [];
    for (let nth = 1; nth <= cluster.edges; nth++)
      edges.push(
        await processes.start({
          name: nth === 1 ? 'edge' : `edge ${nth}`,
          args: ['--max-semi-space-size=16', ...edgeArgs],
          env: edgeEnvironment(origin.url, stores),
        }),
      );
    const nodes = [origin, ...edges];
    const pids = {
      ...Object.fromEntries(nodes.map(({ name, pid }) => [name, pid ?? 0])),
      PostgreSQL: await postmasterOf(postgres.url),
      Redis: redis.pid ?? 0,
    };
    return { nodes, tenants, pids, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

async function register(adminUrl: string, folder: string): Promise<void> {
  const manifest = join(folder, 'persisted-documents.json');
  writeFileSync(
    manifest,
    JSON.stringify(Object.fromEntries(Object.values(documents).map((text) => [idOf(text), text]))),
  );
  await operations({ action: 'add', files: [manifest] }, { adminUrl, print: () => {} });
}

async function tenantOf(adminUrl: string, { tenantId, apiKey }: SeededTenant): Promise<Tenant> {
  return withClient(adminUrl, async (client) => {
    const { rows: companies } = await client.query<NamedRecord>(
      'select id, name from company where tenant_id = $1 order by md5(id::text) limit $2',
      [tenantId, hotCompanies],
    );
    const keys = [apiKey];
    while (keys.length < keysOfTenant)
      keys.push((await insertKey(client, { tenantId, name: 'load', pepper, environment: 'test' })).key);
    return { keys, companies };
  });
}

const postmasterOf = (url: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rows: found } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return findPostmaster(found[0]!.pid);
  });

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
