// The only reader of the environment. All mistakes are told at once; what comes out is checked, named and frozen.
// A variable is added here and in .env.example; a test compares the two.
import { z } from 'zod';
import { OperatorError } from './lib/operator-error.ts';
import { parseRedisAddress, redisForms } from './lib/redis-address.ts';
import { address, addresses, database, headers, integer, listOf, oneOf, origins, share } from './lib/variable.ts';

const variables = z.object({
  PORT: integer(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DRAIN_DELAY_MS: integer(0, 60_000).default(5_000),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: database().optional(),
  DATABASE_REPLICA_URLS: addresses('postgres', 'postgresql').optional(),
  MIGRATE_DATABASE_URL: database().optional(),
  REDIS_URL: z
    .string()
    .refine((text) => parseRedisAddress(text) !== null, redisForms)
    .optional(),
  GRAPHIQL: oneOf('on', 'off').default('off'),
  INTROSPECTION: oneOf('keys', 'off').default('keys'),
  CORS_ORIGINS: origins().optional(),
  HOSTS: listOf(/^(?:[\w.-]+|\[[\da-fA-F:.]+\])$/, 'names of hosts without ports, with commas between them').optional(),
  POOL_MAX: integer(1, 1_000).default(10),
  CACHE_MB: integer(1, 1_000_000).default(128),
  STATEMENT_TIMEOUT_MS: integer(1, 600_000).default(5_000),
  COST_CEILING: integer(1, 1_000_000_000).default(25_000),
  BUDGET_TENANT_POINTS: integer(1, 1_000_000_000).default(3_000_000),
  BUDGET_TENANT_REFILL: integer(1, 1_000_000_000).default(100_000),
  BUDGET_KEY_POINTS: integer(1, 1_000_000_000).default(2_000_000),
  BUDGET_KEY_REFILL: integer(1, 1_000_000_000).default(100_000),
  BUDGET_NODES: integer(1, 1_000).default(1),
  CONCURRENCY_MAX: integer(0, 10_000).default(40),
  PREPARATION_PERCENT: integer(0, 100).default(10),
  LIVE_PER_KEY: integer(1, 1_000_000).default(1_000),
  WORKER_PORT: integer(0, 65_535).optional(),
  SLOW_OPERATION_MS: integer(0, 600_000).default(1_000),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  // 32 characters: a pepper shorter than the hash it keys could be guessed before the keys themselves.
  KEY_PEPPER: z.string().min(32, 'a secret of at least 32 characters').optional(),
  OPERATOR_KEY: z.string().min(32, 'a secret of at least 32 characters').optional(),
  EDGE_KEY: z.string().min(32, 'a secret of at least 32 characters').optional(),
  ORIGIN_URL: address('http', 'https').optional(),
  OIDC_ISSUER: address('http', 'https').optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: address('http', 'https').optional(),
  OIDC_TENANT_CLAIM: z.string().default('tenant_id'),
  OIDC_ROLE_CLAIM: z.string().default('role'),
  GATEWAY_KEY: z.string().min(32, 'a secret of at least 32 characters').optional(),
  SUPERGRAPH: z.string().optional(),
  SUBGRAPHS: z.string().optional(),
  SUPERGRAPH_CLIENTELE: z.string().default('clientele'),
  WEBHOOK_ADDRESSES: oneOf('public', 'any').default('public'),
  OPERATIONS: oneOf('any', 'registered').default('any'),
  APQ: oneOf('on', 'off').default('off'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_TRACES_SAMPLER_ARG: share().default(1),
  PURGE_VARNISH_URLS: addresses('http', 'https').optional(),
  PURGE_FASTLY_SERVICE: z.string().optional(),
  PURGE_FASTLY_TOKEN: z.string().optional(),
  PURGE_CLOUDFLARE_ZONE: z.string().optional(),
  PURGE_CLOUDFLARE_TOKEN: z.string().optional(),
  PURGE_CLOUDFLARE_PLAN: oneOf('free', 'pro', 'business', 'enterprise').default('free'),
});

type Variable = keyof z.output<typeof variables>;

/** Never repeated in an error: they hold passwords. */
const secret: ReadonlySet<string> = new Set<Variable>([
  'DATABASE_URL',
  'DATABASE_REPLICA_URLS',
  'MIGRATE_DATABASE_URL',
  'REDIS_URL',
  'KEY_PEPPER',
  'OPERATOR_KEY',
  'EDGE_KEY',
  'GATEWAY_KEY',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'PURGE_VARNISH_URLS',
  'PURGE_FASTLY_TOKEN',
  'PURGE_CLOUDFLARE_TOKEN',
]);

/** Neither is of use without the other. */
const pairs = [
  ['OIDC_ISSUER', 'OIDC_AUDIENCE'],
  ['PURGE_FASTLY_SERVICE', 'PURGE_FASTLY_TOKEN'],
  ['PURGE_CLOUDFLARE_ZONE', 'PURGE_CLOUDFLARE_TOKEN'],
] as const satisfies [Variable, Variable][];

/** Optional variables that a command may insist on, and the property each becomes. */
interface Demandable {
  DATABASE_URL: 'databaseUrl';
  KEY_PEPPER: 'keyPepper';
  OPERATOR_KEY: 'operatorKey';
  EDGE_KEY: 'edgeKey';
  ORIGIN_URL: 'originUrl';
  REDIS_URL: 'redisUrl';
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** From the first sign of a stop until nobody new is taken: for balancers to look. */
  readonly drainDelayMs: number;
  /** Where the embedded database and the demo's keys are kept; relative to the working directory. */
  readonly dataDir: string;
  /** Without it, commands that need a database start the embedded one. */
  readonly databaseUrl?: string;
  /** Standbys of it that queries may be read from. */
  readonly replicaUrls: readonly string[];
  /** A login that may create roles and extensions. @default databaseUrl */
  readonly migrateDatabaseUrl?: string;
  readonly redisUrl?: string;
  readonly graphiql: boolean;
  /** Whether those who have a key may ask for the schema. Nobody else may. */
  readonly hasIntrospection: boolean;
  /** Whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  /** By which names /graphql is served; without it by any. */
  readonly hosts?: readonly string[];
  /** For answers kept in this process. */
  readonly cacheBytes: number;
  readonly pool: { readonly max: number; readonly statementTimeoutMs: number };
  readonly limits: {
    /** Points that one operation may cost. */
    readonly ceiling: number;
    readonly tenant: { readonly capacity: number; readonly refill: number };
    readonly ofKey: { readonly capacity: number; readonly refill: number };
    /** Among which the budgets are divided while Redis does not say how many there are. */
    readonly nodes: number;
    /** Operations at once, at most. */
    readonly mostAtOnce: number;
    /** Of a core, that goes into documents of one key that were not seen before; 0: as much as it takes. */
    readonly preparationShare: number;
  };
  /** Connections for live updates that callers with one key may hold at one origin. */
  readonly mostLivePerKey: number;
  /** Where a worker answers operators; without it nowhere. */
  readonly workerPort?: number;
  /** Operations that take as long are logged. */
  readonly slowOperationMs: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Keys the hashes of API keys. */
  readonly keyPepper?: string;
  /** Opens metrics, doctor and console; without it there are none. */
  readonly operatorKey?: string;
  /** Shared by origins and edges; without it an origin has no edges. */
  readonly edgeKey?: string;
  /** What an edge stands in front of. */
  readonly originUrl?: string;
  /** Opens the fields of federation; without it there are none. By it an edge that runs registered operations only knows gateways. */
  readonly gatewayKey?: string;
  /** The identity provider whose tokens users send; without it only API keys open. */
  readonly oidc?: {
    readonly issuer: string;
    readonly audience: string;
    readonly jwksUrl?: string;
    readonly tenantClaim: string;
    readonly roleClaim: string;
  };
  /** Files that tell an edge of several subgraphs; without them it stands before the origin alone. */
  readonly supergraph?: {
    readonly path: string;
    readonly subgraphsPath?: string;
    /** The name of our subgraph. */
    readonly ours: string;
  };
  /** Webhooks may be sent anywhere, by http too: for development. */
  readonly allowsPrivateWebhooks: boolean;
  /** Only operations run that `clientele operations` has added. */
  readonly isRegisteredOnly: boolean;
  /** Clients may register operations by Apollo's protocol. */
  readonly hasApq: boolean;
  /** Where traces are sent; without it there are none. */
  readonly tracing?: {
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly serviceName?: string;
    /** Of requests that come without a trace. */
    readonly ratio: number;
  };
  /** Caches in front, that `clientele purger` purges. */
  readonly purge: {
    readonly varnishUrls: readonly string[];
    readonly fastly?: { readonly service: string; readonly token: string };
    readonly cloudflare?: {
      readonly zone: string;
      readonly token: string;
      readonly plan: 'free' | 'pro' | 'business' | 'enterprise';
    };
  };
}

/** `required`: optional variables that the calling command cannot do without. */
export function readConfig<Required extends keyof Demandable = never>(
  env: Readonly<Record<string, string | undefined>> = process.env,
  required: readonly Required[] = [],
): Config & { readonly [Name in Required as Demandable[Name]]: string } {
  // `NAME=` in a file means the same as no line at all.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = variables.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => problem(String(path[0]), message, given)),
    ...required.filter((name) => given[name] === undefined).map((name) => `${name} is missing: this command needs it`),
    ...pairs
      .flatMap(([one, other]) => [[one, other] as const, [other, one] as const])
      .filter(([one, other]) => given[one] !== undefined && given[other] === undefined)
      .map(([one, other]) => `${other} is missing: ${one} is of no use without it`),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new OperatorError(`The environment is not right (.env.example tells more):\n  ${problems.join('\n  ')}`);
  }
  return freeze(parsed.data) as ReturnType<typeof readConfig<Required>>;
}

function freeze(read: z.output<typeof variables>): Config {
  const migrateDatabaseUrl = read.MIGRATE_DATABASE_URL ?? read.DATABASE_URL;
  return Object.freeze({
    port: read.PORT,
    host: read.HOST,
    drainDelayMs: read.DRAIN_DELAY_MS,
    dataDir: read.DATA_DIR,
    ...(read.DATABASE_URL && { databaseUrl: read.DATABASE_URL }),
    replicaUrls: Object.freeze(read.DATABASE_REPLICA_URLS?.split(',').map((url) => url.trim()) ?? []),
    ...(migrateDatabaseUrl && { migrateDatabaseUrl }),
    ...(read.REDIS_URL && { redisUrl: read.REDIS_URL }),
    graphiql: read.GRAPHIQL === 'on',
    hasIntrospection: read.INTROSPECTION === 'keys',
    corsOrigins: Object.freeze(read.CORS_ORIGINS?.split(',').map((origin) => origin.trim()) ?? []),
    ...(read.HOSTS && { hosts: Object.freeze(read.HOSTS.split(',').map((name) => name.trim().toLowerCase())) }),
    cacheBytes: read.CACHE_MB * 1024 * 1024,
    pool: Object.freeze({ max: read.POOL_MAX, statementTimeoutMs: read.STATEMENT_TIMEOUT_MS }),
    limits: Object.freeze({
      ceiling: read.COST_CEILING,
      tenant: Object.freeze({ capacity: read.BUDGET_TENANT_POINTS, refill: read.BUDGET_TENANT_REFILL }),
      ofKey: Object.freeze({ capacity: read.BUDGET_KEY_POINTS, refill: read.BUDGET_KEY_REFILL }),
      nodes: read.BUDGET_NODES,
      mostAtOnce: read.CONCURRENCY_MAX,
      preparationShare: read.PREPARATION_PERCENT / 100,
    }),
    mostLivePerKey: read.LIVE_PER_KEY,
    ...(read.WORKER_PORT !== undefined && { workerPort: read.WORKER_PORT }),
    slowOperationMs: read.SLOW_OPERATION_MS,
    logLevel: read.LOG_LEVEL,
    ...(read.KEY_PEPPER && { keyPepper: read.KEY_PEPPER }),
    ...(read.OPERATOR_KEY && { operatorKey: read.OPERATOR_KEY }),
    ...(read.EDGE_KEY && { edgeKey: read.EDGE_KEY }),
    ...(read.ORIGIN_URL && { originUrl: read.ORIGIN_URL }),
    ...(read.GATEWAY_KEY && { gatewayKey: read.GATEWAY_KEY }),
    ...(read.OIDC_ISSUER && { oidc: oidcOf(read, read.OIDC_ISSUER) }),
    ...(read.SUPERGRAPH && { supergraph: supergraphOf(read, read.SUPERGRAPH) }),
    allowsPrivateWebhooks: read.WEBHOOK_ADDRESSES === 'any',
    isRegisteredOnly: read.OPERATIONS === 'registered',
    hasApq: read.APQ === 'on',
    ...(read.OTEL_EXPORTER_OTLP_ENDPOINT && { tracing: tracingOf(read, read.OTEL_EXPORTER_OTLP_ENDPOINT) }),
    purge: purgeOf(read),
  });
}

function oidcOf(read: z.output<typeof variables>, issuer: string): NonNullable<Config['oidc']> {
  return Object.freeze({
    issuer,
    audience: read.OIDC_AUDIENCE!,
    ...(read.OIDC_JWKS_URL && { jwksUrl: read.OIDC_JWKS_URL }),
    tenantClaim: read.OIDC_TENANT_CLAIM,
    roleClaim: read.OIDC_ROLE_CLAIM,
  });
}

function supergraphOf(read: z.output<typeof variables>, path: string): NonNullable<Config['supergraph']> {
  return Object.freeze({
    path,
    ...(read.SUBGRAPHS && { subgraphsPath: read.SUBGRAPHS }),
    ours: read.SUPERGRAPH_CLIENTELE.toLowerCase(),
  });
}

function tracingOf(read: z.output<typeof variables>, endpoint: string): NonNullable<Config['tracing']> {
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER_ARG: ratio } = read;
  const named = serviceName && { serviceName };
  return Object.freeze({ endpoint, headers: Object.freeze(read.OTEL_EXPORTER_OTLP_HEADERS ?? {}), ratio, ...named });
}

function purgeOf(read: z.output<typeof variables>): Config['purge'] {
  const { PURGE_FASTLY_SERVICE: service, PURGE_CLOUDFLARE_ZONE: zone } = read;
  return Object.freeze({
    varnishUrls: Object.freeze(read.PURGE_VARNISH_URLS?.split(',').map((url) => url.trim()) ?? []),
    ...(service && { fastly: Object.freeze({ service, token: read.PURGE_FASTLY_TOKEN! }) }),
    ...(zone && {
      cloudflare: Object.freeze({ zone, token: read.PURGE_CLOUDFLARE_TOKEN!, plan: read.PURGE_CLOUDFLARE_PLAN }),
    }),
  });
}

function problem(name: string, expected: string, given: Readonly<Record<string, unknown>>): string {
  return `${name} must be ${expected}${secret.has(name) ? '' : `, got "${given[name]}"`}`;
}
