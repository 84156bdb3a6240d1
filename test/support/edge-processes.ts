// An origin and its edges as processes of their own, each edge behind a line that can fail.
// Invariant: tests look at them from outside alone: answers, metrics, logs.
import { pepper } from './api.ts';
import { type EdgeLine, openEdgeLine } from './edge-line.ts';
import { createProcesses, type Processes, type RunningProcess } from './processes.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export const edgeKey = 'edge key of the processes, 32 characters and more';
export const operatorKey = 'operator key of the processes, 32 characters';

export interface FleetOptions {
  /** A superuser's. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** @default 3 */
  readonly edges?: number;
  /** Connections of the origin to the database. @default 4 */
  readonly poolMax?: number;
}

export interface Fleet {
  /** For other processes beside these: they end together. */
  readonly processes: Processes;
  readonly origin: RunningProcess;
  readonly edges: readonly RunningProcess[];
  /** From each edge to the origin. */
  readonly lines: readonly EdgeLine[];
  /** All of them, the origin first. */
  readonly nodes: readonly RunningProcess[];
  stop(): Promise<void>;
}

export type Environment = Readonly<Record<string, string>>;

export function originEnvironment({ databaseUrl, redisUrl, poolMax = 4 }: FleetOptions): Environment {
  return {
    DATABASE_URL: databaseUrl,
    KEY_PEPPER: pepper,
    EDGE_KEY: edgeKey,
    OPERATOR_KEY: operatorKey,
    LOG_LEVEL: 'warn',
    POOL_MAX: String(poolMax),
    ...withoutLimits,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  };
}

export function edgeEnvironment(originUrl: string, { redisUrl }: Pick<FleetOptions, 'redisUrl'> = {}): Environment {
  return {
    ORIGIN_URL: originUrl,
    EDGE_KEY: edgeKey,
    OPERATOR_KEY: operatorKey,
    LOG_LEVEL: 'warn',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  };
}

export const originArgs = ['src/main.ts', 'origin'];
export const edgeArgs = ['src/main.ts', 'edge'];

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const processes = createProcesses();
  const lines: EdgeLine[] = [];
  const stop = async () => {
    try {
      await processes.stop();
    } finally {
      for (const line of lines) await line.stop();
    }
  };
  try {
    // Not /readyz, for which a connection to the database has to be made within a second: a machine that runs other tests may not manage.
    const env = originEnvironment(options);
    const origin = await processes.start({ name: 'origin', args: originArgs, env, readyAt: '/livez' });
    for (let nth = 0; nth < (options.edges ?? 3); nth++) lines.push(await openEdgeLine(origin.port));
    const edges = await Promise.all(
      lines.map(({ url }, nth) =>
        processes.start({ name: `edge ${nth}`, args: edgeArgs, env: edgeEnvironment(url, options) }),
      ),
    );
    await Promise.all(edges.map((edge) => untilLive(edge)));
    return { processes, origin, edges, lines, nodes: [origin, ...edges], stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** By its name and labels, as Prometheus reads it. */
export async function metricOf({ url }: RunningProcess, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${operatorKey}` } });
  const line = (await response.text()).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

const isLive = async (node: RunningProcess) => (await metricOf(node, 'clientele_cache_live')) === 1;

export const untilLive = (node: RunningProcess, withinMs = 10_000) =>
  until(() => isLive(node), { withinMs, what: `that ${node.name} is live` });

export const untilBlind = (node: RunningProcess) =>
  until(async () => !(await isLive(node)), { what: `that ${node.name} is blind` });

/** Times that a node has thrown away what it knew. */
export const resetsOf = (node: RunningProcess) => metricOf(node, 'clientele_feed_steps_total{kind="reset"}');
