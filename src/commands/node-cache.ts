// The cache of an origin: a node whose feed is the change table.
import type pino from 'pino';
import type { Cache } from '../cache/cache.ts';
import type { TableStep } from '../cache/tag-table.ts';
import { tableStepOf } from '../changes/follower.ts';
import type { Step } from '../changes/frame.ts';
import { createRelay } from '../changes/relay.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { createNode } from './node.ts';
import type { NodeMetrics } from './node-metrics.ts';

export interface NodeCacheOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly log: pino.Logger;
  /** Bytes of answers kept in this process. */
  readonly mostBytes: number;
  /** Told of each step when this node has taken it. */
  readonly onStep: (step: Step, told: TableStep) => void;
}

export interface NodeCache {
  readonly cache: Cache;
  readonly metrics: NodeMetrics;
  readonly redis: RedisConnection | null;
  /** Resolves when the cache knows of everything that was committed before the call. */
  sync(timeoutMs: number): Promise<void>;
  /** Somebody relies on what the cache knows. */
  wanted(): void;
  stop(): Promise<void>;
}

export async function startNodeCache(options: NodeCacheOptions): Promise<NodeCache> {
  const { databaseUrl, redisUrl, log, mostBytes, onStep } = options;
  const relay = createRelay({
    url: databaseUrl,
    onStep(step) {
      const told = tableStepOf(step);
      node.take(told);
      node.metrics.count(step);
      onStep(step, told);
    },
    onError: (error) =>
      log.warn({ err: error }, 'the change feed stopped; nothing is served from the cache until it goes on'),
  });
  const node = createNode({ role: 'origin', feed: relay, redisUrl, log, mostBytes });
  const stop = async () => void (await Promise.all([relay.stop(), node.stop()]));
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
  const { cache, metrics, redis } = node;
  return { cache, metrics, redis, sync: (timeoutMs) => relay.sync(timeoutMs), wanted: () => relay.wanted(), stop };
}
