// The buckets of tenants and keys in Redis, for all nodes together: one script takes from both, or from none.
// Invariant: Redis' own clock fills them, and what a node holds has left them: the sum of what nodes grant is never over the budget.
import type { Commands, RedisConnection } from '../redis/connection.ts';
import type { Policy } from './bucket.ts';

export interface Taken {
  readonly granted: number;
  readonly tenantLeft: number;
  readonly keyLeft: number;
}

export interface Wanted {
  readonly tenantId: string;
  readonly key: string;
  readonly tenant: Policy;
  readonly ofKey: Policy;
  /** Less is of no use. */
  readonly least: number;
  /** What would be welcome. */
  readonly most: number;
  /** Given back. */
  readonly unspent: number;
  /** Spent without having been taken. */
  readonly debt: number;
}

export interface SharedBuckets {
  /** Null: Redis is away. */
  take(wanted: Wanted): Promise<Taken | null>;
  /** Says that this node is there; answers how many are. Null: Redis is away. */
  beat(node: string): Promise<number | null>;
}

/** Not below what a second brings: who went into debt is back in a second. */
const take = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local least, most, back = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]) - tonumber(ARGV[4])
local left = {}
for i = 1, 2 do
  local capacity, refill = tonumber(ARGV[3 + 2 * i]), tonumber(ARGV[4 + 2 * i])
  local kept = redis.call('HMGET', KEYS[i], 'points', 'at')
  local points = tonumber(kept[1]) or capacity
  local passed = math.max(0, now - (tonumber(kept[2]) or now))
  points = math.min(capacity, points + passed * refill / 1000)
  left[i] = math.max(-refill, math.min(capacity, points + back))
end
local granted = math.max(0, math.min(most, left[1], left[2]))
if granted < least then granted = 0 end
for i = 1, 2 do
  local capacity, refill = tonumber(ARGV[3 + 2 * i]), tonumber(ARGV[4 + 2 * i])
  left[i] = left[i] - granted
  redis.call('HSET', KEYS[i], 'points', tostring(left[i]), 'at', now)
  redis.call('PEXPIRE', KEYS[i], math.ceil((capacity + refill) / refill * 1000) + 60000)
end
return {tostring(granted), tostring(left[1]), tostring(left[2])}`;

const beat = `
local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 10)
redis.call('EXPIRE', KEYS[1], 60)
return redis.call('ZCARD', KEYS[1])`;

interface Scripted extends Commands {
  takePoints(...args: (string | number)[]): Promise<[string, string, string]>;
  beatOfNode(key: string, node: string): Promise<number>;
}

function scripted(redis: Commands): Scripted {
  if (!('takePoints' in redis)) {
    redis.defineCommand('takePoints', { numberOfKeys: 2, lua: take });
    redis.defineCommand('beatOfNode', { numberOfKeys: 1, lua: beat });
  }
  return redis as Scripted;
}

/** `prefix`: deployments that share a Redis need one each. */
export function createSharedBuckets(redis: RedisConnection, prefix = 'cl'): SharedBuckets {
  return {
    async take({ tenantId, key, tenant, ofKey, least, most, unspent, debt }) {
      // In braces what a cluster places them by: both are on one machine.
      const ofTenant = `${prefix}:points:{${tenantId}}`;
      const numbers = [least, most, unspent, debt, tenant.capacity, tenant.refill, ofKey.capacity, ofKey.refill];
      const taken = await redis.run((client) =>
        scripted(client).takePoints(ofTenant, `${ofTenant}:${key}`, ...numbers),
      );
      return taken && { granted: Number(taken[0]), tenantLeft: Number(taken[1]), keyLeft: Number(taken[2]) };
    },
    beat: (node) => redis.run((client) => scripted(client).beatOfNode(`${prefix}:nodes`, node)),
  };
}
