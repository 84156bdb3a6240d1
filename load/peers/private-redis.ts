// A Redis of its own for the run: the one that Clientele's tests start, or an empty one in REDIS_URL.
import { Redis } from 'ioredis';
import { startRedis } from '../../test/support/redis.ts';

export interface PrivateRedis {
  readonly url: string;
  /** Forgets all, so that the next contestant begins with an empty cache. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPrivateRedis(): Promise<PrivateRedis> {
  const server = await startRedis();
  const client = new Redis(server.url);
  const stop = async (): Promise<void> => {
    client.disconnect();
    await server.stop();
  };
  const keys = await client.dbsize();
  if (keys > 0) {
    await stop();
    throw new Error(
      `The Redis in REDIS_URL holds ${keys} keys. The bench empties it between servers: give it one of its own.`,
    );
  }
  return { url: server.url, flush: async () => void (await client.flushdb()), stop };
}
