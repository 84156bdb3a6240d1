// `clientele edge`: a cache near the clients, without a database. Wires the feed, the node and the listener to an origin.
import pino from 'pino';
import { createVerdicts } from '../auth/verdicts.ts';
import type { Cache } from '../cache/cache.ts';
import { createDoctor } from '../cache/doctor.ts';
import { type Config, readConfig } from '../config.ts';
import { createEdgeFeed } from '../edge/feed.ts';
import { createEdgeHandler } from '../edge/handler.ts';
import { createOriginClient } from '../edge/origin.ts';
import { decideBy } from '../edge/verdict.ts';
import { createInternal } from '../http/internal.ts';
import { startHttpServer } from '../http/server.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import type { CliCommand } from './cli-command.ts';
import { createNode } from './node.ts';

export interface EdgeOptions {
  readonly config: Config;
  readonly originUrl: string;
  readonly edgeKey: string;
}

export interface RunningEdge {
  readonly port: number;
  readonly cache: Cache;
  stop(): Promise<void>;
}

export async function startEdge({ config, originUrl, edgeKey }: EdgeOptions): Promise<RunningEdge> {
  const log = pino({ level: config.logLevel });
  const onError = (error: unknown) => log.error({ err: error }, 'a request failed in a way that is our defect');
  const stops = createStopStack();
  const origin = createOriginClient({ url: originUrl, edgeKey, isSilent: () => feed.isOriginSilent() });
  stops.add({ stop: async () => origin.stop() });
  const feed = createEdgeFeed({
    origin,
    table: () => node.cache.table,
    take(step) {
      node.take(step);
      node.metrics.count({ kind: step.kind, changes: step.invalidations.map(({ xid }) => ({ xid })) });
    },
    onError: (error) => log.warn({ err: error }, 'the stream of changes was cut; it goes on from where it stood'),
  });
  const node = stops.add(createNode({ feed, redisUrl: config.redisUrl, log, mostBytes: config.cacheBytes }));
  stops.add(feed);
  const { cache, metrics } = node;
  const { operatorKey } = config;
  const sync = (timeoutMs: number) => feed.sync(timeoutMs);
  const authenticator = createVerdicts({
    decide: decideBy(origin),
    isCurrent: (stamp) => (cache.isLive() ? cache.table.isValid(stamp) : null),
  });
  try {
    feed.start();
    const server = await startHttpServer({
      port: config.port,
      host: config.host,
      graphql: createEdgeHandler({ origin, cache, authenticator, buildId: feed.buildId, sync, onError }),
      internal:
        operatorKey === undefined
          ? []
          : [createInternal({ operatorKey, metrics, doctor: createDoctor({ cache, sync }), onError })],
      upgrade: origin.passUpgrade,
      isReady: async () => feed.isOriginThere(),
    });
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
