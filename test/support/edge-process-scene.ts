// A company at an origin and edges that are processes: who reads it, who writes it, and what readers saw while something happened.
// Invariant: each test has a company and a tenant of its own.
import pg from 'pg';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, type TestTenant } from './api.ts';
import { type Fleet, type FleetOptions, startFleet } from './edge-processes.ts';
import { type Asked, createAsker, type Reply } from './nodes.ts';
import { createTestDatabase } from './postgres.ts';
import { startOwnRedis } from './redis.ts';
import { until } from './until.ts';

export interface ProcessStage extends Fleet {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly sql: pg.Pool;
}

export interface Seen {
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly name: string | null;
  /** From the cache of the edge. */
  readonly isHit: boolean;
}

type Place = { readonly host: string; readonly port: number };

const byId = 'query ($id: ID!) { company(id: $id) { name } }';
/** Between two reads of somebody who watches. */
const watchEveryMs = 20;

export const nameIn = ({ text }: Pick<Reply, 'text'>): string | null => JSON.parse(text).data?.company?.name ?? null;
export const isHit = ({ headers }: Pick<Reply, 'headers'>): boolean =>
  /^clientele-edge; hit(; detail=shared)?$/.test(String(headers['cache-status']));

export function createProcessScene({
  hasRedis = false,
  ...options
}: { readonly hasRedis?: boolean } & Pick<FleetOptions, 'edges'> = {}) {
  const asker = createAsker();
  let stage: ProcessStage;
  let tenant: TestTenant;
  let id: string;
  let stops: (() => unknown)[] = [];
  let turn = 0;

  /** @default key of the tenant of the test */
  const ask = (node: Place, query: string, { key = tenant.key, ...asked }: Partial<Asked> = {}) =>
    asker.ask(node, { key, query, ...asked });
  const company = (node: Place, asked: Partial<Asked> = {}) => ask(node, byId, { variables: { id }, ...asked });
  const pass = (ms: number) => {
    const fromMs = performance.now();
    return until(() => performance.now() - fromMs >= ms, { withinMs: ms + 5_000 });
  };

  return {
    ask,
    company,
    pass,
    async start(): Promise<ProcessStage> {
      const database = await createTestDatabase();
      stops = [database.drop];
      const redis = hasRedis ? await startOwnRedis() : null;
      if (redis) stops.unshift(redis.stop);
      const { url: databaseUrl } = database;
      const sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
      stops.unshift(() => sql.end());
      const fleet = await startFleet({ databaseUrl, ...(redis && { redisUrl: redis.url }), ...options });
      stops.unshift(fleet.stop);
      stage = { ...fleet, databaseUrl, redisUrl: redis?.url, sql };
      return stage;
    },
    /** Another company, called Alpha. */
    async begin(): Promise<{ tenant: TestTenant; id: string }> {
      tenant = await createTenant(stage.databaseUrl, `Tenant ${++turn}`);
      id = newId();
      await stage.sql.query(`insert into company (tenant_id, id, name) values ($1, $2, 'Alpha')`, [tenant.id, id]);
      return { tenant, id };
    },
    /** Until it is served from the cache. */
    keep: (node: Place, asked: Partial<Asked> = {}) =>
      until(async () => isHit(await company(node, asked)), { what: 'that an edge keeps the answer' }),
    /** With SQL; when the commit was acknowledged. */
    async rename(name: string): Promise<number> {
      await stage.sql.query('update company set name = $2 where id = $1', [id, name]);
      return performance.now();
    },
    /** Reads every 20 ms, whether or not the reads before were answered. The function returned ends that, and tells what was seen. */
    watch(node: Place): () => Promise<readonly Seen[]> {
      const reads: Promise<Seen>[] = [];
      const read = async (): Promise<Seen> => {
        const startMs = performance.now();
        const reply = await company(node);
        return { startMs, endMs: performance.now(), status: reply.status, name: nameIn(reply), isHit: isHit(reply) };
      };
      const timer = setInterval(() => reads.push(read()), watchEveryMs);
      return () => {
        clearInterval(timer);
        return Promise.all(reads);
      };
    },
    async stop(): Promise<void> {
      asker.stop();
      for (const stop of stops) await stop();
    },
  };
}

/** Read although another name had been acknowledged a second before. */
export const staleIn = (seen: readonly Seen[], old: string, ackMs: number): readonly Seen[] =>
  seen.filter(({ name, startMs }) => name === old && startMs > ackMs + 1_000);

/** How long after that moment the cache was served from for the last time before the other. */
export const lastHitAfter = (seen: readonly Seen[], atMs: number, beforeMs: number): number =>
  seen
    .filter((each) => each.isHit && each.startMs >= atMs && each.endMs < beforeMs)
    .reduce((last, { startMs }) => Math.max(last, startMs - atMs), 0);

export const firstHitAfter = (seen: readonly Seen[], atMs: number): number =>
  seen
    .filter((each) => each.isHit && each.startMs >= atMs)
    .reduce((first, { endMs }) => Math.min(first, endMs - atMs), Number.POSITIVE_INFINITY);

/** How late this process itself was at most, which tells how busy the machine is. */
export function lateness(seen: readonly Seen[]): number {
  const gaps = seen.slice(1).map(({ startMs }, nth) => startMs - seen[nth]!.startMs - watchEveryMs);
  return gaps.reduce((longest, gap) => Math.max(longest, gap), 0);
}
