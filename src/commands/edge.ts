// `clientele edge`: a cache near the clients, without a database. Wires the feed, the node and the listener to an origin.
import { createVerdicts } from '../auth/verdicts.ts';
import type { Cache } from '../cache/cache.ts';
import { createDoctor } from '../cache/doctor.ts';
import type { TableStep } from '../cache/tag-table.ts';
import { type Config, readConfig } from '../config.ts';
import { createEdgeFeed } from '../edge/feed.ts';
import { createEdgeHandler } from '../edge/handler.ts';
import { createKindOf } from '../edge/operation-kind.ts';
import { createOriginClient } from '../edge/origin.ts';
import { lookUpAt } from '../edge/persisted.ts';
import { createProxy } from '../edge/proxy.ts';
import { decideBy } from '../edge/verdict.ts';
import { claimsGateway, createGatewayCheck } from '../http/gateway-access.ts';
import { createIngest } from '../http/ingest.ts';
import { createInternal } from '../http/internal.ts';
import { startHttpServer } from '../http/server.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import { buildMetrics } from '../observability/build-metrics.ts';
import { edgeMetrics } from '../observability/edge-metrics.ts';
import { httpMetrics } from '../observability/http-metrics.ts';
import { createLog } from '../observability/log.ts';
import { createDocuments, isFromManifest } from '../persisted/documents.ts';
import { createRegistry } from '../persisted/registry.ts';
import { readBuildId } from './build-id.ts';
import type { CliCommand } from './cli-command.ts';
import { createOtherSubgraphs, readSupergraph, startSupergraph } from './edge-supergraph.ts';
import { createNode } from './node.ts';
import { startTracing } from './tracing.ts';

export interface EdgeOptions {
  readonly config: Config;
  readonly originUrl: string;
  readonly edgeKey: string;
  /** Monotonic milliseconds, for how long operations are known. @default performance.now */
  readonly now?: () => number;
}

export interface RunningEdge {
  readonly port: number;
  readonly cache: Cache;
  stop(): Promise<void>;
}

export async function startEdge({
  config,
  originUrl,
  edgeKey,
  now = () => performance.now(),
}: EdgeOptions): Promise<RunningEdge> {
  const log = createLog(config.logLevel);
  const onError = (error: unknown, requestId?: string) =>
    log.error({ err: error, requestId }, 'a request failed in a way that is our defect');
  const stops = createStopStack();
  const buildId = readBuildId();
  const tracer = await startTracing(config, 'edge', buildId);
  if (tracer) stops.add(tracer);
  const supergraph = config.supergraph && readSupergraph(config.supergraph);
  const origin = createOriginClient({ url: originUrl, edgeKey, isSilent: () => feed.isOriginSilent() });
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
    createNode({ feed, others: others.sources, redisUrl: config.redisUrl, log, mostBytes: config.cacheBytes }),
  );
  stops.add(feed);
  const take = (step: TableStep, source?: string) => {
    node.take(step, source);
    node.metrics.count({ kind: step.kind, changes: step.invalidations.map(({ xid }) => ({ xid })) });
  };
  const { cache, metrics } = node;
  metrics.add(edgeMetrics, () => ({ ...origin.readings(), ...feed.readings() }));
  metrics.add(buildMetrics, () => buildId);
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
    const server = await startHttpServer({
      tracer,
      port: config.port,
      host: config.host,
      corsOrigins: config.corsOrigins,
      hosts: config.hosts,
      graphql: createEdgeHandler({
        ...{ backend, cache, authenticator, documents, isRegisteredOnly, kindOf, sync, onError },
        isGateway: isRegisteredOnly ? createGatewayCheck(gatewayKey) : claimsGateway,
      }),
      internal: [
        createIngest({ ingest: (name) => others.pushed.get(name)?.accept }),
        ...(operatorKey === undefined
          ? []
          : [createInternal({ operatorKey, metrics, doctor: createDoctor({ cache, sync }), onError })]),
      ],
      // What would come over another protocol cannot be looked at, nor put together.
      ...(!isRegisteredOnly && !supergraph && { upgrade: origin.passUpgrade }),
      isReady: async () => feed.isOriginThere(),
    });
    metrics.add(httpMetrics, server.readings);
    stops.add(server);
    return { port: server.port, cache, stop: () => stops.stop() };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

export const edgeCommand: CliCommand = {
  run: async () => {
    const config = readConfig(process.env, ['ORIGIN_URL', 'EDGE_KEY']);
    const edge = await startEdge({ config, originUrl: config.originUrl, edgeKey: config.edgeKey });
    console.log(`clientele edge serves http://${config.host}:${edge.port}/graphql for ${config.originUrl}`);
    return edge;
  },
};
