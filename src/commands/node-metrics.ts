// The metrics of a node, from the counts that its parts keep. Those that a node may lack are added by who has them.
import type { Cache } from '../cache/cache.ts';
import type { Refresher } from '../cache/refresh.ts';
import type { SharedStore } from '../cache/shared-store.ts';
import type { Feed } from '../cache/sources.ts';
import { type CacheReadings, cacheMetrics } from '../observability/cache-metrics.ts';
import { createLag } from '../observability/lag.ts';
import type { Latency } from '../observability/latency.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { type RedisReadings, redisMetrics } from '../observability/redis-metrics.ts';
import type { RedisConnection } from '../redis/connection.ts';

export interface NodeParts {
  readonly cache: Cache;
  readonly feed: Pick<Feed, 'asOf'>;
  readonly refresher: Refresher;
  readonly shared: SharedStore | null;
  readonly redis: RedisConnection | null;
}

export interface NodeMetrics extends Metrics {
  /** What it counts now, for who looks without Prometheus. */
  readings(): CacheReadings & { readonly redis: RedisReadings | null };
  /** Of transactions, from their last write until they are applied. */
  readonly propagation: Latency;
  /** Call after each step of the feed. `at`: when it was written, if that is known. */
  count(step: {
    readonly kind: 'frame' | 'reset';
    readonly changes: readonly { readonly xid: number; readonly at?: string }[];
  }): void;
}

export function createNodeMetrics({ cache, feed, refresher, shared, redis }: NodeParts): NodeMetrics {
  const steps = { frame: 0, reset: 0 };
  let changes = 0;
  const propagation = createLag();
  const oldest = { xid: 0, sinceMs: 0 };
  const metrics = createMetrics();

  const cacheReadings = (): CacheReadings => {
    const { stored, refused, unready, flights, ...requests } = cache.counts();
    const { hot, ...refreshes } = refresher.counts();
    return {
      requests,
      answers: { stored, refused },
      unready,
      flights,
      bytes: cache.store.bytes(),
      entries: cache.store.count(),
      tags: cache.table.size(),
      ageSeconds: ageOf(feed),
      sourceAges: Object.fromEntries([...cache.sources.others].map(([name, source]) => [name, ageOf(source.feed)])),
      isLive: cache.isLive(),
      steps,
      changes,
      propagation: propagation.read(),
      oldestTransactionSeconds: oldest.xid === 0 ? 0 : (performance.now() - oldest.sinceMs) / 1_000,
      refreshes,
      hotEntries: hot,
      shared: shared && { ...shared.counts() },
    };
  };
  metrics.add(cacheMetrics, cacheReadings);
  if (redis) metrics.add(redisMetrics, () => redisOf(redis));

  /** A transaction that wrote something stands at the lower end of each position until it ends. */
  function watchOldest(): void {
    const { xmin, xip } = cache.table.position();
    const xid = xip.includes(xmin) ? xmin : 0;
    if (xid !== oldest.xid) Object.assign(oldest, { xid, sinceMs: performance.now() });
  }

  return {
    ...metrics,
    readings: () => ({ ...cacheReadings(), redis: redis && redisOf(redis) }),
    propagation: propagation.latency,
    count(step) {
      watchOldest();
      // A poll that found nothing makes a frame too, a hundred times a second.
      if (step.kind === 'reset' || step.changes.length > 0) steps[step.kind]++;
      changes += step.changes.length;
      if (step.kind === 'reset') return;
      // Of a transaction its last write: the nearest to its commit that is known.
      const lastWrites = new Map(step.changes.map(({ xid, at }) => [xid, at]));
      for (const at of lastWrites.values()) if (at !== undefined) propagation.since(at);
    },
  };
}

const ageOf = (feed: Pick<Feed, 'asOf'>): number => (performance.now() - feed.asOf()) / 1000;

function redisOf(redis: RedisConnection): RedisReadings {
  const { opened, ...commands } = redis.counts();
  return { commands, opened, isOpen: redis.isOpen() };
}
