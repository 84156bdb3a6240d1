// The servers with caches that one would take instead of Clientele: each in one of its documented configurations.
import { resolve } from 'node:path';
import type { SharedOptions } from './command-line.ts';
import { ours } from './contestants.ts';
import type { Program } from './server-process.ts';

export interface CachedContestant extends Program {
  readonly title: string;
}

export interface CachedSetting {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** How long the peers that keep answers for a time keep them. */
  readonly ttlSeconds: number;
}

export function cachedOurs(options: SharedOptions, { databaseUrl, redisUrl }: CachedSetting): CachedContestant {
  const program = ours(options, databaseUrl);
  return { ...program, title: 'Clientele', env: { REDIS_URL: redisUrl, ...program.env } };
}

/** The peers are asked on loopback too, so the key protects nothing here. */
const edgeKey = 'the bench has no secrets, 32 characters of it';

/** The origin behind an edge, which is asked for what the edge has not. */
export function originOfEdge(options: SharedOptions, setting: CachedSetting): CachedContestant {
  const program = cachedOurs(options, setting);
  return { ...program, env: { ...program.env, EDGE_KEY: edgeKey } };
}

export function cachedEdge({ checkout }: SharedOptions, originUrl: string): CachedContestant {
  return {
    name: 'ours-edge',
    title: 'Clientele, at an edge',
    args: [resolve(checkout, 'src/main.ts'), 'edge'],
    cwd: checkout,
    env: { ORIGIN_URL: originUrl, EDGE_KEY: edgeKey, LOG_LEVEL: 'warn' },
    readyPath: '/readyz',
  };
}

const files = {
  'yoga-redis': ['yoga-cached', 'Yoga, response cache on Redis', { STORE: 'redis' }],
  'yoga-redis-type': ['yoga-cached', 'the same, invalidation by type', { STORE: 'redis', INVALIDATION: 'type' }],
  'yoga-memory': ['yoga-cached', 'Yoga, response cache in memory', { STORE: 'memory' }],
  apollo: ['apollo-cached', 'Apollo Server 5, response cache', {}],
  mercurius: ['mercurius-cached', 'Mercurius, mercurius-cache', {}],
  truth: ['yoga-cached', 'Yoga without a cache', { STORE: 'none' }],
} as const satisfies Record<string, readonly [file: string, title: string, env: Readonly<Record<string, string>>]>;

export function cachedPeer(
  name: keyof typeof files,
  { tenantId, poolMax }: SharedOptions,
  { databaseUrl, redisUrl, ttlSeconds }: CachedSetting,
): CachedContestant {
  const [file, title, env] = files[name];
  return {
    name,
    title,
    args: [resolve(import.meta.dirname, `servers/${file}.ts`)],
    env: {
      DATABASE_URL: databaseUrl,
      TENANT_ID: tenantId,
      POOL_MAX: String(poolMax),
      REDIS_URL: redisUrl,
      TTL_SECONDS: String(ttlSeconds),
      ...env,
    },
    hasCounts: true,
  };
}
