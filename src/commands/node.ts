// The cache of a node, origin or edge, with all that it needs besides a feed: tag table, memory, Redis if there is one,
// refresh-ahead, metrics.
import type pino from 'pino';
import { type Cache, createCache } from '../cache/cache.ts';
import { createRefresher } from '../cache/refresh.ts';
import { createSharedStore, type NodeRole } from '../cache/shared-store.ts';
import { createSources, type Feed, type Source } from '../cache/sources.ts';
import { createStore } from '../cache/store.ts';
import { createTagTable, type TableStep } from '../cache/tag-table.ts';
import { createRedisConnection, type RedisConnection } from '../redis/connection.ts';
import { createNodeMetrics, type NodeMetrics } from './node-metrics.ts';

export interface NodeOptions {
  readonly role: NodeRole;
  readonly feed: Feed;
  /** What answers are read from beside the first, by name; `take` is told of their steps by these. @default nothing */
  readonly others?: ReadonlyMap<string, Source>;
  readonly redisUrl?: string | undefined;
  readonly log: pino.Logger;
  /** Bytes of answers kept in this process. */
  readonly mostBytes: number;
}

export interface Node {
  readonly cache: Cache;
  readonly metrics: NodeMetrics;
  readonly redis: RedisConnection | null;
  /** Takes a step of the feed, or of that of another source; throws if a frame does not begin where the table stands. */
  take(step: TableStep, source?: string): void;
  stop(): Promise<void>;
}

const pruneEveryMs = 60_000;

export function createNode({ role, feed, others = new Map(), redisUrl, log, mostBytes }: NodeOptions): Node {
  const sources = createSources({ first: { table: createTagTable(), feed }, others });
  const tables = [sources.first, ...others.values()].map(({ table }) => table);
  const redis = redisUrl
    ? createRedisConnection({
        url: redisUrl,
        onError: (error) => log.warn({ err: error }, 'Redis'),
        onRecover: () => log.info('Redis is back'),
      })
    : null;
  const shared = redis && createSharedStore({ redis, role });
  const cache = createCache({
    sources,
    store: createStore({ mostBytes }),
    shared,
    onHot: (entry) => refresher.heat(entry),
  });
  const refresher = createRefresher({ isValid: (entry) => sources.isValid(entry.stamp), refresh: cache.refresh });
  const metrics = createNodeMetrics({ cache, feed, refresher, shared, redis });
  const pruning = setInterval(() => {
    for (const table of tables) table.prune();
  }, pruneEveryMs);
  return {
    cache,
    metrics,
    redis,
    take(step, source) {
      const { table } = source === undefined ? sources.first : others.get(source)!;
      if (step.kind === 'reset') table.reset(step);
      else if (!table.apply(step)) throw new Error('a frame does not begin where the one before it ended');
      refresher.step(step.kind === 'frame' ? step.invalidations : null);
    },
    async stop() {
      clearInterval(pruning);
      await redis?.stop();
    },
  };
}
