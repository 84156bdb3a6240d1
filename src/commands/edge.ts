// `clientele edge`: a cache near the clients, without a database. Wires the feed, the node and the listener to an origin.
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createVerdicts } from '../auth/verdicts.ts';
import type { Cache } from '../cache/cache.ts';
import type { TableStep } from '../cache/tag-table.ts';
import { createWitness } from '../cache/why.ts';
import { type Config, readConfig } from '../config.ts';
import { createEdgeFeed } from '../edge/feed.ts';
import { createEdgeHandler } from '../edge/handler.ts';
import { createKindOf } from '../edge/operation-kind.ts';
import { createOriginClient } from '../edge/origin.ts';
import { lookUpAt } from '../edge/persisted.ts';
import { createProxy } from '../edge/proxy.ts';
import { decideBy } from '../edge/verdict.ts';
import type { Leaving } from '../http/departure.ts';
import { claimsGateway, createGatewayCheck } from '../http/gateway-access.ts';
import { isReady, type Parts } from '../http/health.ts';
import { createIngest } from '../http/ingest.ts';
import { createOperatorCheck } from '../http/operator.ts';
import { startHttpServer } from '../http/server.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import { buildMetrics } from '../observability/build-metrics.ts';
import { edgeMetrics } from '../observability/edge-metrics.ts';
import { httpMetrics } from '../observability/http-metrics.ts';
import { createLatency } from '../observability/latency.ts';
import { createLog } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createRequestLog } from '../observability/request-log.ts';
import { createDocuments, isFromManifest } from '../persisted/documents.ts';
import { createRegistry } from '../persisted/registry.ts';
import { readBuildId } from './build-id.ts';
import type { CliCommand } from './cli-command.ts';
import { createOtherSubgraphs, readSupergraph, startSupergraph } from './edge-supergraph.ts';
import { createNode } from './node.ts';
import { nodeParts } from './node-parts.ts';
import { createOperatorAccess } from './operator-access.ts';
import { declareProcesses, serve } from './processes.ts';
import { startTracing } from './tracing.ts';

export interface EdgeOptions {
  readonly config: Config;
  readonly originUrl: string;
  readonly edgeKey: string;
  /** Monotonic milliseconds, for how long operations are known. @default performance.now */
  readonly now?: () => number;
  /** From the first sign of a stop until nobody new is taken. @default 0 */
  readonly drainDelayMs?: number;
  /** What /metrics shows. @default what this process counts */
  readonly metricsOf?: (own: Metrics) => Metrics;
}

export interface RunningEdge {
  readonly port: number;
  readonly cache: Cache;
  /** For what happens in the process and nobody has caught. */
  report(error: unknown): void;
  isReady(): Promise<boolean>;
  stop(leaving?: Leaving): Promise<void>;
}

export async function startEdge({
  config,
  originUrl,
  edgeKey,
  now = () => performance.now(),
  drainDelayMs = 0,
  metricsOf = (own) => own,
}: EdgeOptions): Promise<RunningEdge> {
  const log = createLog(config.logLevel);
  const onError = (error: unknown, requestId?: string) =>
    log.error({ err: error, requestId }, 'a request failed in a way that is our defect');
  const stops = createStopStack();
  const build = readBuildId();
  const tracer = await startTracing(config, 'edge', build);
  if (tracer) stops.add(tracer);
  const supergraph = config.supergraph && readSupergraph(config.supergraph);
  const origin = createOriginClient({
    url: originUrl,
    edgeKey,
    name: nameOf(build),
    isSilent: () => feed.isOriginSilent(),
  });
  stops.add({ stop: async () => origin.stop() });
  const feed = createEdgeFeed({
    origin,
    table: () => node.cache.table,
    take: (step) => take(step),
    onError: (error) => log.warn({ err: error }, 'the stream of changes was cut; it goes on from where it stood'),
  });
  const others = stops.add(
    createOtherSubgraphs({ plans: supergraph?.plans ?? [], take: (...step) => take(...step), log }),
  );
  const node = stops.add(
    createNode({
      role: 'edge',
      feed,
      others: others.sources,
      redisUrl: config.redisUrl,
      log,
      mostBytes: config.cacheBytes,
    }),
  );
  stops.add(feed);
  const take = (step: TableStep, source?: string) => {
    node.take(step, source);
    node.metrics.count({ kind: step.kind, changes: step.invalidations.map(({ xid }) => ({ xid })) });
  };
  const { cache, metrics } = node;
  metrics.add(edgeMetrics, () => ({ ...origin.readings(), ...feed.readings() }));
  metrics.add(buildMetrics, () => build);
  const { operatorKey, gatewayKey, isRegisteredOnly } = config;
  const lookUp = lookUpAt(origin);
  const registry = createRegistry({ lookUp, now, ...(isRegisteredOnly && { accepts: isFromManifest }) });
  // Whether clients may register is known at the origin; a gateway before several subgraphs takes no part in it.
  const documents = createDocuments({ registry, isRegisteredOnly, hasApq: !supergraph, now });
  const kindOf = createKindOf({ hasIntrospection: config.hasIntrospection });
  const { sync } = cache.sources;
  const authenticator = createVerdicts({
    decide: decideBy(origin),
    isCurrent: (stamp) => (cache.isLive() ? cache.table.isValid(stamp) : null),
  });
  try {
    feed.start();
    others.start();
    const backend = supergraph
      ? stops.add(
          await startSupergraph({
            documents,
            kindOf,
            sdl: supergraph.sdl,
            config,
            origin,
            feed,
            others,
            sources: cache.sources,
            authenticator,
          }),
        )
      : createProxy({ origin, table: cache.table, buildId: feed.buildId });
    const looking =
      operatorKey === undefined ? null : { requests: createRequestLog(), witness: createWitness(cache, () => null) };
    const operators =
      looking &&
      createOperatorAccess({
        ...looking,
        ...{ operatorKey: operatorKey!, exposition: metricsOf(metrics), cache, sync, role: 'edge', build, onError },
        mostBytes: config.cacheBytes,
        metrics: {
          readings: () => ({ ...metrics.readings(), flow: null, live: null }),
          propagation: metrics.propagation,
          lag: createLatency(), // nobody is told of changes here
        },
        origin: { url: new URL(originUrl).origin, isThere: feed.isOriginThere },
      });
    const parts = async (): Promise<Parts> => ({
      origin: feed.isOriginThere() ? { status: 'ok' } : { status: 'unavailable', reason: 'no origin answers' },
      ...nodeParts(node),
    });
    const server = await startHttpServer({
      tracer,
      port: config.port,
      host: config.host,
      corsOrigins: config.corsOrigins,
      hosts: config.hosts,
      graphql: createEdgeHandler({
        ...{ backend, cache, authenticator, documents, isRegisteredOnly, kindOf, sync, onError, watch: looking },
        isGateway: isRegisteredOnly ? createGatewayCheck(gatewayKey) : claimsGateway,
      }),
      internal: [createIngest({ ingest: (name) => others.pushed.get(name)?.accept }), ...(operators?.internal ?? [])],
      // What would come over another protocol cannot be looked at, nor put together.
      ...(!isRegisteredOnly && !supergraph && { upgrade: origin.passUpgrade }),
      isOperator: createOperatorCheck(operatorKey),
      parts,
      drainDelayMs,
    });
    metrics.add(httpMetrics, server.readings);
    stops.add(server);
    if (operators) stops.add(operators);
    return {
      port: server.port,
      cache,
      isReady: async () => isReady(await parts()),
      report: (error) => log.fatal({ err: error }, 'an error that nobody caught: the process stops'),
      async stop(leaving) {
        await server.retire(leaving);
        origin.leave();
        await stops.stop();
      },
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

/** For operators of the origin; several edges may run in one process. */
const nameOf = (build: string) => `${hostname()}-${randomBytes(3).toString('hex')};${build}`;

export const edgeCommand: CliCommand = {
  declare: declareProcesses,
  run: async (command) => {
    const config = readConfig(process.env, ['ORIGIN_URL', 'EDGE_KEY']);
    const { originUrl, edgeKey, drainDelayMs, host } = config;
    return serve({
      command,
      config,
      start: (share, metricsOf) => startEdge({ config: share, originUrl, edgeKey, drainDelayMs, metricsOf }),
      onListening: (port) => console.log(`clientele edge serves http://${host}:${port}/graphql for ${originUrl}`),
    });
  },
};
