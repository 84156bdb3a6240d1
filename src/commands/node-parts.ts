// What of a node /readyz tells beside what it cannot do without: blind, or without Redis, it answers all the same.
import type { Cache } from '../cache/cache.ts';
import type { Parts } from '../http/health.ts';
import type { RedisConnection } from '../redis/connection.ts';

export interface NodePartsOptions {
  readonly cache: Pick<Cache, 'isLive'>;
  readonly redis: Pick<RedisConnection, 'isOpen'> | null;
}

export const nodeParts = ({ cache, redis }: NodePartsOptions): Parts => ({
  cache: cache.isLive() ? { status: 'ok' } : { status: 'degraded', reason: 'blind: nothing is served from it' },
  ...(redis && { redis: redis.isOpen() ? { status: 'degraded', reason: 'it does not answer' } : { status: 'ok' } }),
});
