// `clientele origin`: GraphQL from a database that is there. Wires pool, authenticator, executor and listener.
import '../crm/index.ts';
import type pino from 'pino';
import { createEndpoint } from '../api/endpoint.ts';
import { createGatewayDoor } from '../api/gateway.ts';
import { lookUpIn } from '../api/persisted-rows.ts';
import { createSchema } from '../api/schema.ts';
import type { SlowOperation } from '../api/slow-operations.ts';
import { budgetOverrideIn, saveUsage } from '../api/usage-rows.ts';
import { createWatch } from '../api/watching.ts';
import { createTell } from '../api/webhook-telling.ts';
import { createJwks } from '../auth/jwks.ts';
import { createKeyUse } from '../auth/key-use.ts';
import { createTokenCheck } from '../auth/token.ts';
import { viewerOfToken } from '../auth/token-viewer.ts';
import { type AuthenticatorOptions, createAuthenticator } from '../auth/viewer.ts';
import type { Cache } from '../cache/cache.ts';
import { createWitness } from '../cache/why.ts';
import { nameOfNote } from '../changes/naming.ts';
import { startRetention } from '../changes/retention.ts';
import { type Config, readConfig } from '../config.ts';
import { meterOf } from '../db/meter.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { createVitalsReader } from '../db/vitals.ts';
import type { Leaving } from '../http/departure.ts';
import { createEdgeAccess, createEdgeCheck } from '../http/edge-access.ts';
import { sendToEdge } from '../http/edge-entry.ts';
import { createEdgeRoll } from '../http/edge-roll.ts';
import { isReady } from '../http/health.ts';
import { createOperatorCheck } from '../http/operator.ts';
import { startHttpServer } from '../http/server.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import { createUsage } from '../limits/usage.ts';
import { createLive } from '../live/live.ts';
import { buildMetrics } from '../observability/build-metrics.ts';
import { flowMetrics } from '../observability/flow-metrics.ts';
import { httpMetrics } from '../observability/http-metrics.ts';
import { createLag } from '../observability/lag.ts';
import { liveMetrics } from '../observability/live-metrics.ts';
import { createLog } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createRequestLog } from '../observability/request-log.ts';
import { sqlMetrics } from '../observability/sql-metrics.ts';
import { createSecretBox } from '../webhooks/secret.ts';
import { readBuildId } from './build-id.ts';
import { checkCapture } from './capture.ts';
import type { CliCommand } from './cli-command.ts';
import { createFeedPublisher } from './feed-publisher.ts';
import { createOriginFlow } from './flow.ts';
import { startNodeCache } from './node-cache.ts';
import { nodeParts } from './node-parts.ts';
import { createOperatorAccess } from './operator-access.ts';
import { declareProcesses, serve } from './processes.ts';
import { createProbe, createReadiness } from './readiness.ts';
import { startTracing } from './tracing.ts';

export interface OriginOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  /** Keys the hashes of API keys. */
  readonly pepper: string;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
  /** What code makes the answers. @default of the source files */
  readonly buildId?: string;
  /** Monotonic milliseconds, for how long operations are known. @default performance.now */
  readonly now?: () => number;
  /** @default of the level that the configuration says, to standard output */
  readonly log?: pino.Logger;
  /** By which names /graphql is served, if the environment does not say. @default any */
  readonly hosts?: readonly string[] | undefined;
  /** From the first sign of a stop until nobody new is taken. @default 0 */
  readonly drainDelayMs?: number;
  /** What /metrics shows. @default what this process counts */
  readonly metricsOf?: (own: Metrics) => Metrics;
}

/** An edge that asks where the origin stands gives up after a second itself. */
const positionTimeoutMs = 1_000;

export interface RunningOrigin {
  readonly port: number;
  readonly cache: Cache;
  /** For what happens in the process and nobody has caught. */
  report(error: unknown): void;
  isReady(): Promise<boolean>;
  stop(leaving?: Leaving): Promise<void>;
}

export async function startOrigin({
  config,
  databaseUrl,
  pepper,
  graphiql,
  buildId = readBuildId(),
  now = () => performance.now(),
  log = createLog(config.logLevel),
  hosts,
  drainDelayMs = 0,
  metricsOf = (own) => own,
}: OriginOptions): Promise<RunningOrigin> {
  const pool = createPool({
    url: databaseUrl,
    name: 'clientele origin',
    ...config.pool,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
  const probe = createProbe(databaseUrl);
  const report = (error: unknown, requestId: string) =>
    log.error({ err: error, requestId }, 'a request failed in a way that is our defect');
  const stops = createStopStack();
  stops.add({ stop: async () => void (await Promise.all([pool.end(), probe.end()])) });
  try {
    const tracer = await startTracing(config, 'origin', buildId);
    if (tracer) stops.add(tracer);
    await checkLogin(probe, log);
    const { redisUrl, operatorKey, gatewayKey, edgeKey, cacheBytes: mostBytes } = config;
    const publisher = stops.add(createFeedPublisher({ databaseUrl, buildId, log }));
    const lag = createLag();
    const live = createLive({
      pool,
      authenticator: { verdict: (header) => authenticator.verdict(header) },
      sync: (timeoutMs) => sync(timeoutMs),
      wanted: () => wanted(),
      mostPerKey: config.mostLivePerKey,
      onError: (error) => log.error({ err: error }, 'live updates failed in a way that is our defect'),
      onTold: lag.since,
    });
    stops.add(live);
    const { cache, sync, wanted, metrics, redis } = stops.add(
      await startNodeCache({
        databaseUrl,
        redisUrl,
        log,
        mostBytes,
        onStep(step, told) {
          publisher.step(told);
          live.take(step);
        },
      }),
    );
    stops.add(startRetention({ pool, onError: (error) => log.warn({ err: error }, 'the change table is not kept') }));
    const use = stops.add(
      createKeyUse({ pool, onError: (error) => log.warn({ err: error }, 'when a key was used is not known') }),
    );
    const usage = createUsage();
    stops.add(saveUsage(pool, usage, (error) => log.warn({ err: error }, 'usage could not be written')));
    const flow = stops.add(createOriginFlow({ config, redis, usage, overrideOf: budgetOverrideIn(pool) }));
    metrics.add(flowMetrics, flow.readings);
    const liveReadings = () => ({ ...live.readings(), lag: lag.read() });
    metrics.add(liveMetrics, liveReadings);
    metrics.add(sqlMetrics, meterOf(pool).read);
    metrics.add(buildMetrics, () => buildId);
    const authenticator = createAuthenticator({
      pool,
      pepper,
      onUsed: use.note,
      ...tokensOf(config, pool, log),
      isCurrent: (stamp) => (cache.isLive() ? cache.table.isValid(stamp) : null),
    });
    const looking =
      operatorKey === undefined ? null : { requests: createRequestLog(), witness: createWitness(cache, nameOfNote) };
    const isEdge = createEdgeCheck(edgeKey);
    const schema = createSchema();
    const webhooks = {
      box: createSecretBox(pepper),
      rules: { allowsPrivate: config.allowsPrivateWebhooks },
      tell: createTell({ schema, pool, flow, report: (error) => report(error, 'webhook') }),
    };
    const slow = {
      thresholdMs: config.slowOperationMs,
      write: (operation: SlowOperation) => log.warn({ ...operation }, 'an operation was slow'),
    };
    const watch = looking && createWatch(looking);
    const parties = { pool, pepper, webhooks, cache, sync, authenticator, buildId, isEdge, flow, now };
    const shared = { ...parties, report, watch, slow };
    const { isRegisteredOnly, hasApq, hasIntrospection } = config;
    const own = { schema, graphiql, isRegisteredOnly, hasApq, hasIntrospection, sendToEdge };
    const everybody = createEndpoint({ ...shared, ...own, live });
    const graphql = gatewayKey === undefined ? everybody : createGatewayDoor({ ...shared, gatewayKey, everybody });
    const roll = createEdgeRoll();
    const edgeAccess = createEdgeAccess({
      isEdge,
      buildId,
      authenticator,
      async position() {
        wanted(); // while edges ask, changes reach them at once
        await sync(positionTimeoutMs);
        return { epoch: cache.table.epoch()!, position: cache.table.position() };
      },
      follow: publisher.add,
      operations: lookUpIn(pool),
      roll,
      onError: (error) => log.warn({ err: error }, 'an edge was not answered'),
    });
    const vitals = stops.add(createVitalsReader(databaseUrl));
    const poolOf = ({ totalCount: total, idleCount: idle, waitingCount: waiting }: Pool) => ({ total, idle, waiting });
    const operators =
      looking &&
      createOperatorAccess({
        ...looking,
        ...{ operatorKey: operatorKey!, exposition: metricsOf(metrics), cache, sync, mostBytes, build: buildId },
        role: 'origin',
        metrics: {
          readings: () => ({ ...metrics.readings(), flow: flow.readings(), live: liveReadings() }),
          propagation: metrics.propagation,
          lag: lag.latency,
        },
        describe: everybody.describe,
        vitals: () => ({ database: vitals.latest(), pool: { ...poolOf(pool), most: config.pool.max } }),
        ...(edgeKey !== undefined && { edges: roll.list }),
        onError: (error) => log.error({ err: error }, 'what operators asked for failed'),
      });
    const readiness = createReadiness(probe, log);
    const parts = async () => ({ ...(await readiness()), ...nodeParts({ cache, redis }) });
    const server = await startHttpServer({
      tracer,
      port: config.port,
      host: config.host,
      corsOrigins: config.corsOrigins,
      hosts: config.hosts ?? hosts,
      graphql: graphql.answer,
      ...(everybody.upgrade && { upgrade: everybody.upgrade }),
      internal: [edgeAccess, ...(operators?.internal ?? [])],
      isOperator: createOperatorCheck(operatorKey),
      parts,
      drainDelayMs,
    });
    metrics.add(httpMetrics, server.readings);
    stops.add(server);
    if (operators) stops.add(operators);
    stops.add(everybody);
    stops.add(publisher); // again, and first: the listener waits for responses to end, and streams have no end of their own
    return {
      port: server.port,
      cache,
      isReady: async () => isReady(await parts()),
      report: (error) => log.fatal({ err: error }, 'an error that nobody caught: the process stops'),
      async stop(leaving) {
        await server.retire(leaving);
        await stops.stop();
      },
    };
  } catch (error) {
    await stops.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new OperatorError(
      `Port ${config.port} is taken by another process: stop it, or choose another with PORT=${config.port + 1}.`,
    );
  }
}

/** Tokens are taken if there is an identity provider. */
function tokensOf({ oidc }: Config, pool: Pool, log: pino.Logger): Pick<AuthenticatorOptions, 'decideToken'> {
  if (!oidc) return {};
  const onError = (error: unknown) => log.warn({ err: error }, 'the keys of the identity provider are not to be had');
  const check = createTokenCheck({ ...oidc, keys: createJwks({ ...oidc, onError }) });
  return { decideToken: async (token) => viewerOfToken(pool, await check(token)) };
}

/** What only an operator can mend is told at once; a database that is merely away is waited for, and /readyz says so. */
async function checkLogin(probe: Pool, log: pino.Logger): Promise<void> {
  try {
    await probe.query('select from tenant cross join persisted_operation limit 1');
    await checkCapture(probe);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { code, message } = error as Error & { code?: string };
    if (code === '42501' || code === '22023') {
      throw new OperatorError(
        `The login of DATABASE_URL cannot become clientele_app (${message}): run \`clientele migrate\`, then \`grant clientele_app to <login>\`.`,
      );
    }
    if (code === '42P01')
      throw new OperatorError('The database lacks tables of this version: run `clientele migrate`.');
    log.warn({ err: error }, 'the database cannot be reached yet');
  }
}

export const originCommand: CliCommand = {
  declare: declareProcesses,
  run: async (command) => {
    const config = readConfig(process.env, ['DATABASE_URL', 'KEY_PEPPER']);
    const { databaseUrl, keyPepper: pepper, graphiql, drainDelayMs, host } = config;
    return serve({
      command,
      config,
      start: (share, metricsOf) =>
        startOrigin({ config: share, databaseUrl, pepper, graphiql: graphiql ? {} : null, drainDelayMs, metricsOf }),
      onListening: (port) => console.log(`clientele origin serves http://${host}:${port}/graphql`),
    });
  },
};
