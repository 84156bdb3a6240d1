// The metrics of a node, from the counts that its parts keep.
import type { Cache } from '../cache/cache.ts';
import type { Refresher } from '../cache/refresh.ts';
import type { SharedStore } from '../cache/shared-store.ts';
import type { Feed } from '../cache/sources.ts';
import type { FlowReadings } from '../observability/flow-metrics.ts';
import type { LiveReadings } from '../observability/live-metrics.ts';
import { createMetrics, type Metrics, type Readings } from '../observability/metrics.ts';
import type { RedisConnection } from '../redis/connection.ts';

export interface NodeParts {
  readonly cache: Cache;
  readonly feed: Pick<Feed, 'asOf'>;
  readonly refresher: Refresher;
  readonly shared: SharedStore | null;
  readonly redis: RedisConnection | null;
  readonly live: (() => LiveReadings) | null;
}

export interface NodeMetrics extends Metrics {
  /** As they are now. */
  readings(): Readings;
  /** From now on they tell of what stands before executions, too. */
  include(flow: () => FlowReadings): void;
  /** Call after each step of the feed. `at`: when it was written, if that is known. */
  count(step: {
    readonly kind: 'frame' | 'reset';
    readonly changes: readonly { readonly xid: number; readonly at?: string }[];
  }): void;
}

export function createNodeMetrics({ cache, feed, refresher, shared, redis, live }: NodeParts): NodeMetrics {
  const steps = { frame: 0, reset: 0 };
  let changes = 0;
  let flow: (() => FlowReadings) | null = null;

  const readings = (): Readings => {
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
      refreshes,
      hotEntries: hot,
      shared: shared && { ...shared.counts() },
      redis: redis && redisOf(redis),
      flow: flow?.() ?? null,
      live: live?.() ?? null,
    };
  };
  const metrics = createMetrics(readings);

  return {
    ...metrics,
    readings,
    include(of) {
      flow = of;
    },
    count(step) {
      // A poll that found nothing makes a frame too, a hundred times a second.
      if (step.kind === 'reset' || step.changes.length > 0) steps[step.kind]++;
      changes += step.changes.length;
      if (step.kind === 'reset') return;
      // Of a transaction its last write: the nearest to its commit that is known.
      const lastWrites = new Map(step.changes.map(({ xid, at }) => [xid, at]));
      for (const at of lastWrites.values()) if (at !== undefined) metrics.applied(at);
    },
  };
}

const ageOf = (feed: Pick<Feed, 'asOf'>): number => (performance.now() - feed.asOf()) / 1000;

function redisOf(redis: RedisConnection) {
  const { opened, ...commands } = redis.counts();
  return { commands, opened, isOpen: redis.isOpen() };
}
