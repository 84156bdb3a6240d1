// The environment is read once, checked as a whole, and handed on as plain frozen values.
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const pepper = 'p'.repeat(32);
const operatorKey = 'o'.repeat(32);
const gatewayKey = 'g'.repeat(32);

test('an empty environment gives the defaults of a development machine', () => {
  expect(readConfig({})).toEqual({
    port: 4000,
    host: '127.0.0.1',
    drainDelayMs: 5_000,
    dataDir: '.data',
    graphiql: false,
    hasIntrospection: true,
    corsOrigins: [],
    cacheBytes: 128 * 1024 * 1024,
    pool: { max: 10, statementTimeoutMs: 5000 },
    limits: {
      ceiling: 25_000,
      tenant: { capacity: 3_000_000, refill: 100_000 },
      ofKey: { capacity: 2_000_000, refill: 100_000 },
      nodes: 1,
      mostAtOnce: 40,
      preparationShare: 0.1,
    },
    mostLivePerKey: 1000,
    slowOperationMs: 1000,
    logLevel: 'info',
    allowsPrivateWebhooks: false,
    isRegisteredOnly: false,
    hasApq: false,
    purge: { varnishUrls: [] },
    replicaUrls: [],
  });
});

test('every variable reaches its property', () => {
  const config = readConfig({
    PORT: '0',
    HOST: '0.0.0.0',
    DRAIN_DELAY_MS: '1',
    DATA_DIR: 'elsewhere',
    DATABASE_URL: 'postgres://app@db/crm',
    DATABASE_REPLICA_URLS: 'postgres://app@two/crm, postgres://app@three/crm',
    MIGRATE_DATABASE_URL: 'postgresql://admin@db/crm',
    REDIS_URL: 'rediss://cache:6379',
    GRAPHIQL: 'on',
    INTROSPECTION: 'off',
    CORS_ORIGINS: 'https://one.example, http://localhost:3000',
    HOSTS: 'API.example, [::1]',
    POOL_MAX: '3',
    CACHE_MB: '7',
    STATEMENT_TIMEOUT_MS: '250',
    COST_CEILING: '1',
    BUDGET_TENANT_POINTS: '2',
    BUDGET_TENANT_REFILL: '3',
    BUDGET_KEY_POINTS: '4',
    BUDGET_KEY_REFILL: '5',
    BUDGET_NODES: '6',
    CONCURRENCY_MAX: '7',
    PREPARATION_PERCENT: '8',
    LIVE_PER_KEY: '7',
    WORKER_PORT: '4001',
    SLOW_OPERATION_MS: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x, b=c=d',
    OTEL_SERVICE_NAME: 'crm',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
    LOG_LEVEL: 'silent',
    KEY_PEPPER: pepper,
    OPERATOR_KEY: operatorKey,
    GATEWAY_KEY: gatewayKey,
    OPERATIONS: 'registered',
    APQ: 'on',
    PURGE_VARNISH_URLS: 'http://one:6091, http://two:6091',
    PURGE_FASTLY_SERVICE: 'service',
    PURGE_FASTLY_TOKEN: 'token',
    PURGE_CLOUDFLARE_ZONE: 'zone',
    PURGE_CLOUDFLARE_TOKEN: 'token',
    PURGE_CLOUDFLARE_PLAN: 'pro',
  });
  expect(config).toEqual({
    port: 0,
    host: '0.0.0.0',
    drainDelayMs: 1,
    dataDir: 'elsewhere',
    databaseUrl: 'postgres://app@db/crm',
    replicaUrls: ['postgres://app@two/crm', 'postgres://app@three/crm'],
    migrateDatabaseUrl: 'postgresql://admin@db/crm',
    redisUrl: 'rediss://cache:6379',
    graphiql: true,
    hasIntrospection: false,
    corsOrigins: ['https://one.example', 'http://localhost:3000'],
    hosts: ['api.example', '[::1]'],
    cacheBytes: 7 * 1024 * 1024,
    pool: { max: 3, statementTimeoutMs: 250 },
    limits: {
      ceiling: 1,
      tenant: { capacity: 2, refill: 3 },
      ofKey: { capacity: 4, refill: 5 },
      nodes: 6,
      mostAtOnce: 7,
      preparationShare: 0.08,
    },
    mostLivePerKey: 7,
    workerPort: 4001,
    slowOperationMs: 0,
    tracing: {
      endpoint: 'http://collector:4318',
      headers: { authorization: 'Bearer x', b: 'c=d' },
      serviceName: 'crm',
      ratio: 0.1,
    },
    logLevel: 'silent',
    keyPepper: pepper,
    operatorKey,
    gatewayKey,
    allowsPrivateWebhooks: false,
    isRegisteredOnly: true,
    hasApq: true,
    purge: {
      varnishUrls: ['http://one:6091', 'http://two:6091'],
      fastly: { service: 'service', token: 'token' },
      cloudflare: { zone: 'zone', token: 'token', plan: 'pro' },
    },
  });
});

test('a CDN that is half configured is told', () => {
  expect(() => readConfig({ PURGE_FASTLY_TOKEN: 'token' })).toThrow('PURGE_FASTLY_SERVICE is missing');
  expect(() => readConfig({ PURGE_CLOUDFLARE_ZONE: 'zone' })).toThrow('PURGE_CLOUDFLARE_TOKEN is missing');
  expect(() => readConfig({ PURGE_VARNISH_URLS: 'http://one,two' })).toThrow('URLs with commas between them');
});

test.each([
  '*',
  'https://one.example/',
  'https://one.example:443',
  'one.example',
  'null',
  'https://*.example',
  'https://a,,',
])('a page that may read answers is listed by its exact origin, which "%s" is not', (origins) => {
  expect(() => readConfig({ CORS_ORIGINS: origins })).toThrow(/CORS_ORIGINS must be origins such as/);
});

test.each(['x', 'x=%zz', 'x=%ff'])('headers for traces are pairs, percent-encoded, which "%s" is not', (headers) => {
  const read = () => readConfig({ OTEL_EXPORTER_OTLP_HEADERS: headers });
  expect(read).toThrow(/OTEL_EXPORTER_OTLP_HEADERS must be pairs such as name=value/);
});

test('migrations use DATABASE_URL unless they are given a login of their own', () => {
  expect(readConfig({ DATABASE_URL: 'postgres://db/crm' }).migrateDatabaseUrl).toBe('postgres://db/crm');
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('all mistakes are told at once, with what was expected and what was found', () => {
  const read = () => readConfig({ PORT: '70000', POOL_MAX: 'many', GRAPHIQL: 'yes', LOG_LEVEL: 'loud', HOST: 'x' });
  expect(read).toThrow('PORT must be a whole number from 0 to 65535, got "70000"');
  expect(read).toThrow('POOL_MAX must be a whole number from 1 to 1000, got "many"');
  expect(read).toThrow('GRAPHIQL must be one of on, off, got "yes"');
  expect(read).toThrow('LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, got "loud"');
});

test('a wrong secret is never repeated', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://me:hunter2@db' })).toThrow(/DATABASE_URL must be a URL that starts/);
  expect(() => readConfig({ DATABASE_URL: 'mysql://me:hunter2@db' })).not.toThrow(/hunter2/);
  expect(() => readConfig({ KEY_PEPPER: 'hunter2' })).toThrow('KEY_PEPPER must be a secret of at least 32 characters');
  expect(() => readConfig({ KEY_PEPPER: 'hunter2' })).not.toThrow(/hunter2/);
});

test('a command can insist on optional variables', () => {
  expect(() => readConfig({}, ['DATABASE_URL', 'KEY_PEPPER'])).toThrow(
    /DATABASE_URL is missing[\s\S]*KEY_PEPPER is missing/,
  );
  const { databaseUrl } = readConfig({ DATABASE_URL: 'postgres://db/crm' }, ['DATABASE_URL']);
  expect(databaseUrl satisfies string).toBe('postgres://db/crm');
});

test('the configuration cannot be changed, nor can its parts', () => {
  const config = readConfig({});
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.pool)).toBe(true);
});
