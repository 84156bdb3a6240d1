// The cache of an origin, with everything that feeds it: relay, tag table, memory, Redis if there is one, refresh-ahead.
import type pino from 'pino';
import { type Cache, createCache } from '../cache/cache.ts';
import { createRefresher } from '../cache/refresh.ts';
import { createSharedStore } from '../cache/shared-store.ts';
import { createStore } from '../cache/store.ts';
import { createTagTable, type TableStep } from '../cache/tag-table.ts';
import { follow, tableStepOf } from '../changes/follower.ts';
import { createRelay } from '../changes/relay.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createRedisConnection } from '../redis/connection.ts';
import { createNodeMetrics } from './node-metrics.ts';

export interface NodeCacheOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly log: pino.Logger;
  /** Bytes of answers kept in this process. */
  readonly mostBytes: number;
  /** Told of each step when this node has taken it. */
  readonly onStep?: (step: TableStep) => void;
}

export interface NodeCache {
  readonly cache: Cache;
  readonly metrics: Metrics;
  /** Resolves when the cache knows of everything that was committed before the call. */
  sync(timeoutMs: number): Promise<void>;
  /** Somebody relies on what the cache knows. */
  wanted(): void;
  stop(): Promise<void>;
}

const pruneEveryMs = 60_000;

export async function startNodeCache(options: NodeCacheOptions): Promise<NodeCache> {
  const { databaseUrl, redisUrl, log, mostBytes, onStep = () => {} } = options;
  const table = createTagTable();
  const redis = redisUrl
    ? createRedisConnection({
        url: redisUrl,
        onError: (error) => log.warn({ err: error }, 'Redis'),
        onRecover: () => log.info('Redis is back'),
      })
    : null;
  const relay = createRelay({
    url: databaseUrl,
    onStep(step) {
      const told = tableStepOf(step);
      follow(table, told);
      refresher.step(told.kind === 'frame' ? told.invalidations : null);
      metrics.count(step);
      onStep(told);
    },
    onError: (error) =>
      log.warn({ err: error }, 'the change feed stopped; nothing is served from the cache until it goes on'),
  });
  const shared = redis && createSharedStore({ redis });
  const cache = createCache({
    table,
    feed: relay,
    store: createStore({ mostBytes }),
    shared,
    onHot: (entry) => refresher.heat(entry),
  });
  const refresher = createRefresher({ isValid: (entry) => table.isValid(entry.stamp), refresh: cache.refresh });
  const metrics = createNodeMetrics({ cache, relay, refresher, shared, redis });
  const pruning = setInterval(() => table.prune(), pruneEveryMs);
  const stop = async () => {
    clearInterval(pruning);
    await Promise.all([relay.stop(), redis?.stop()]);
  };
  await relay.start().catch(async (error: Error & { code?: string }) => {
    if (error.code === '42501' || error.code === '22023' || error.code === '42P01') {
      await stop();
      throw new OperatorError(
        `The login of DATABASE_URL cannot follow changes as clientele_relay (${error.message}): run \`clientele migrate\`, then \`grant clientele_relay to <login>\`.`,
      );
    }
    // Without a database there is nothing to cache either: the origin starts, and the relay goes on trying.
    log.warn({ err: error }, 'the change feed cannot be reached yet');
  });
  return {
    cache,
    metrics,
    sync: (timeoutMs) => relay.sync(timeoutMs),
    wanted: () => relay.wanted(),
    stop,
  };
}
