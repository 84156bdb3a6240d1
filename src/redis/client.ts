// The client for an address: ioredis has one for a server, with or without sentinels that name it, and another for a cluster.
// Invariant: neither keeps what it cannot send, nor sends anything twice.
import { Cluster, Redis, type RedisCommander } from 'ioredis';
import type { RedisAddress } from '../lib/redis-address.ts';

/** What can be asked of both. */
export interface Commands extends RedisCommander {
  defineCommand(name: string, definition: { readonly lua: string; readonly numberOfKeys: number }): void;
}

export type Client = Redis | Cluster;

/** For ever. Spread, so that a hundred nodes do not come back to a restarted Redis in the same millisecond. */
const pause = (attempt: number) => Math.min(50 * 2 ** (attempt - 1), 1_000) * (0.75 + Math.random() / 2);

const common = {
  connectionName: 'clientele',
  connectTimeout: 2_000,
  disconnectTimeout: 1, // a goodbye that nobody answers is cut short
  enableOfflineQueue: false,
  enableReadyCheck: false, // INFO is slow and often not permitted; the PING of the connection says as much
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // A master that has become a replica: its address leads to another one by now, or sentinels know of one.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
};

const secureSentinels = { enableTLSForSentinelMode: true, sentinelTLS: {} };

export function createClient({ kind, nodes, master, isSecure, username, password, database }: RedisAddress): Client {
  const access = { ...(username && { username }), ...(password && { password }), ...(isSecure && { tls: {} }) };
  if (kind === 'cluster')
    return new Cluster([...nodes], {
      // Connected to before they are needed: nothing waits for a connection.
      redisOptions: { ...common, ...access, lazyConnect: false },
      enableOfflineQueue: false,
      clusterRetryStrategy: pause,
      // One look where a slot has gone to; whoever asks does not wait for a failover.
      maxRedirections: 2,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      slotsRefreshTimeout: 2_000,
      slotsRefreshInterval: 5_000,
    });
  const [{ host, port }] = nodes;
  const where =
    kind === 'server'
      ? { host, port }
      : { sentinels: [...nodes], name: master!, sentinelRetryStrategy: pause, ...(isSecure && secureSentinels) };
  return new Redis({ ...common, ...access, ...where, db: database, retryStrategy: pause });
}
