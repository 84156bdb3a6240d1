// What scenarios are played on: PostgreSQL, Redis, an origin, edges and a worker as processes, and a line with faults before each.
// Invariant: clients talk to nodes directly; nodes talk to each other and to their stores through lines alone.
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, pepper } from '../support/api.ts';
import {
  type Environment,
  edgeArgs,
  edgeEnvironment,
  originArgs,
  originEnvironment,
  untilLive,
} from '../support/edge-processes.ts';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/nodes-postgres.ts';
import { onServer } from '../support/postgres.ts';
import { createProcesses, type Processes, type RunningProcess } from '../support/processes.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { withoutLimits } from '../support/without-limits.ts';
import { markOf } from './ledger.ts';

export interface StageOptions {
  /** @default 1 */
  readonly origins?: number;
  /** @default 2 */
  readonly edges?: number;
  /** @default false */
  readonly hasWorker?: boolean;
  /** More of the environment of origins, edges and workers. */
  readonly settings?: Environment;
  /** What an edge takes for its origin, in the place of a line. */
  readonly originOfEdges?: (port: number) => Promise<{ readonly url: string; stop(): Promise<void> }>;
  /** More of it for each of them, origins first. */
  readonly environmentOf?: (nth: number) => Environment;
}

export interface Tenant {
  readonly id: string;
  readonly key: string;
  /** Of a company that all of its contacts belong to. */
  readonly list: string;
  readonly contacts: readonly string[];
}

export interface Stage {
  readonly postgres: OwnPostgres;
  readonly redis: OwnRedis;
  readonly lines: {
    readonly postgres: FaultProxy;
    readonly redis: FaultProxy;
    /** From each edge to the first origin. */
    readonly edges: readonly FaultProxy[];
  };
  readonly processes: Processes;
  readonly origins: readonly RunningProcess[];
  readonly edges: readonly RunningProcess[];
  /** Those that answer, origins first. */
  readonly nodes: readonly RunningProcess[];
  readonly worker: RunningProcess | null;
  /** New ones, for one run. */
  createTenants(count: number, contacts: number): Promise<readonly Tenant[]>;
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Fails if a process ended by itself or wrote of a defect. */
  stop(): Promise<void>;
}

/** The same server, by way of a line. */
export function through(url: string, { host, port }: FaultProxy): string {
  const led = new URL(url);
  led.hostname = host;
  led.port = String(port);
  return led.href;
}

const portOf = (url: string) => Number(new URL(url).port);

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const { origins: originCount = 1, edges: edgeCount = 2, hasWorker = false, settings = {}, environmentOf } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    let failure: unknown;
    for (const each of stops.splice(0).reverse()) await each().catch((error: unknown) => (failure ??= error));
    if (failure) throw failure;
  };
  const keep = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    stops.push(part.stop);
    return part;
  };
  try {
    const postgres = keep(await startOwnPostgres());
    const redis = keep(await startOwnRedis());
    const line = async (port: number) => keep(await openFaultProxy({ port }));
    const lines = {
      postgres: await line(portOf(postgres.url)),
      redis: await line(portOf(redis.url)),
      edges: [] as FaultProxy[],
    };
    const processes = keep(createProcesses());
    const stores = { databaseUrl: through(postgres.url, lines.postgres), redisUrl: through(redis.url, lines.redis) };
    const env = (own: Environment, nth: number) => ({ ...own, ...settings, ...environmentOf?.(nth) });
    const origins: RunningProcess[] = [];
    for (let nth = 0; nth < originCount; nth++) {
      const own = { ...originEnvironment({ ...stores, poolMax: 10 }), LOG_LEVEL: 'error' };
      const name = `origin ${nth}`;
      origins.push(await processes.start({ name, args: originArgs, env: env(own, nth), readyAt: '/livez' }));
    }
    const { port } = origins[0]!;
    const edges: RunningProcess[] = [];
    for (let nth = 0; nth < edgeCount; nth++) {
      const own = options.originOfEdges ? keep(await options.originOfEdges(port)) : null;
      const led = own ? null : await line(port);
      if (led) lines.edges.push(led);
      const url = own?.url ?? `http://${led!.host}:${led!.port}`;
      const edgeEnv = env({ ...edgeEnvironment(url, stores), LOG_LEVEL: 'error' }, originCount + nth);
      edges.push(await processes.start({ name: `edge ${nth}`, args: edgeArgs, env: edgeEnv }));
    }
    const workerEnv = {
      ...withoutLimits,
      DATABASE_URL: stores.databaseUrl,
      KEY_PEPPER: pepper,
      WEBHOOK_ADDRESSES: 'any',
      LOG_LEVEL: 'error',
      ...settings,
    };
    const worker = hasWorker
      ? await processes.start({
          name: 'worker',
          args: ['src/main.ts', 'worker'],
          env: workerEnv,
          says: 'sends webhooks',
        })
      : null;
    const nodes = [...origins, ...edges];
    for (const node of nodes) await untilLive(node);
    let tenants = 0;
    const sql = <Row>(text: string, values: readonly unknown[] = []) =>
      onServer(postgres.url, async (client) => (await client.query(text, [...values])).rows as Row[]);
    return {
      ...{ postgres, redis, lines, processes, origins, edges, nodes, worker, sql, stop },
      createTenants: (count, contacts) =>
        Promise.all(Array.from({ length: count }, (_, nth) => createOne(postgres.url, nth, tenants++, contacts))),
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** `mark`: which of the tenants of this run it is. */
async function createOne(url: string, mark: number, nth: number, count: number): Promise<Tenant> {
  const { id, key } = await createTenant(url, `Tenant ${nth} ${markOf(mark)}`);
  const list = newId();
  const contacts = Array.from({ length: count }, newId);
  await onServer(url, async (client) => {
    await client.query('insert into company (tenant_id, id, name) values ($1, $2, $3)', [id, list, markOf(mark)]);
    await client.query(
      `insert into contact (tenant_id, id, last_name, title, company_id)
       select $1, contact, $2, $2, $3 from unnest($4::uuid[]) contact`,
      [id, markOf(mark), list, contacts],
    );
  });
  return { id, key, list, contacts };
}
