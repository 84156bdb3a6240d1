// What an edge before several subgraphs needs beside its origin: a client for each, and a table and a feed for each that tells of
// its writes.
import { readFileSync } from 'node:fs';
import type pino from 'pino';
import type { Source } from '../cache/sources.ts';
import { createTagTable, type TableStep } from '../cache/tag-table.ts';
import type { Config } from '../config.ts';
import type { Backend } from '../edge/backend.ts';
import { createEdgeFeed, type EdgeFeed } from '../edge/feed.ts';
import { createOriginClient, type OriginClient } from '../edge/origin.ts';
import { createProxy } from '../edge/proxy.ts';
import { createPushFeed, type PushFeed } from '../edge/push.ts';
import { createSupergraphBackend, type SupergraphBackendOptions } from '../edge/supergraph/backend.ts';
import { createOwnership } from '../edge/supergraph/ownership.ts';
import type { Subgraph } from '../edge/supergraph/subgraph.ts';
import { planSubgraphs, type SubgraphPlan } from '../edge/supergraph/subgraphs.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createStopStack } from '../lib/stop-stack.ts';

export interface OtherSubgraphs {
  readonly all: readonly Subgraph[];
  /** Those that tell of their writes, by name. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Those that post what they wrote. */
  readonly pushed: ReadonlyMap<string, PushFeed>;
  /** `take` is told of the steps of each. */
  start(): void;
  stop(): Promise<void>;
}

export interface OtherSubgraphsOptions {
  readonly plans: readonly SubgraphPlan[];
  readonly take: (step: TableStep, source: string) => void;
  readonly log: pino.Logger;
}

/** What the files say. Throws OperatorError. */
export function readSupergraph({ path, subgraphsPath, ours }: NonNullable<Config['supergraph']>) {
  const sdl = read('SUPERGRAPH', path);
  const subgraphs = subgraphsPath === undefined ? '{}' : read('SUBGRAPHS', subgraphsPath);
  const readKey = (keyPath: string) => read('a `keyFile` in SUBGRAPHS', keyPath);
  return { sdl, plans: planSubgraphs({ supergraph: sdl, subgraphs, ours, readKey }) };
}

function read(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OperatorError(`${what} cannot be read: ${(error as Error).message}.`);
  }
}

export function createOtherSubgraphs({ plans, take, log }: OtherSubgraphsOptions): OtherSubgraphs {
  const stops = createStopStack();
  const all: Subgraph[] = [];
  const sources = new Map<string, Source>();
  const pushed = new Map<string, PushFeed>();
  const streamed: EdgeFeed[] = [];

  function clientOf(url: string, key = '', isSilent: () => boolean): OriginClient {
    const client = createOriginClient({ url, edgeKey: key, isSilent });
    stops.add({ stop: async () => client.stop() });
    return client;
  }

  /** It posts what it writes. */
  function listen({ name, key }: SubgraphPlan): PushFeed {
    const table = createTagTable();
    const feed = createPushFeed({ key: key!, table: () => table, take: (step) => take(step, name) });
    stops.add({ stop: async () => feed.stop() });
    pushed.set(name, feed);
    sources.set(name, { table, feed });
    return feed;
  }

  function follow({ name, key, streamUrl }: SubgraphPlan, client: OriginClient): EdgeFeed {
    const table = createTagTable();
    const teller = clientOf(streamUrl, key, () => feed.isOriginSilent());
    const feed = createEdgeFeed({
      // Who is back after a silence is asked over new connections, for answers as well.
      origin: {
        ...teller,
        renew() {
          teller.renew();
          client.renew();
        },
      },
      table: () => table,
      take: (step) => take(step, name),
      onError: (error) =>
        log.warn({ err: error, subgraph: name }, 'the stream of a subgraph was cut; it goes on from where it stood'),
    });
    stops.add(feed);
    streamed.push(feed);
    sources.set(name, { table, feed });
    return feed;
  }

  for (const plan of plans) {
    const { name, url, key, invalidations, maxAgeMs, isPublic } = plan;
    const { pathname, search } = new URL(url);
    let stream: EdgeFeed | null = null;
    const client = clientOf(url, key, () => stream?.isOriginSilent() ?? false);
    if (invalidations === 'stream') stream = follow(plan, client);
    const feed = invalidations === 'push' ? listen(plan) : stream;
    const isFollowed = feed !== null;
    const buildId = feed?.buildId ?? (() => '');
    all.push({ name, client, path: pathname + search, key, isOurs: false, isFollowed, maxAgeMs, isPublic, buildId });
  }
  return {
    all,
    sources,
    pushed,
    start() {
      for (const feed of streamed) feed.start();
    },
    stop: () => stops.stop(),
  };
}

export interface SupergraphOptions
  extends Pick<SupergraphBackendOptions, 'sources' | 'authenticator' | 'documents' | 'kindOf'> {
  readonly sdl: string;
  readonly config: Pick<Config, 'gatewayKey' | 'hasIntrospection' | 'supergraph'>;
  readonly origin: OriginClient;
  readonly feed: EdgeFeed;
  readonly others: OtherSubgraphs;
}

/** The gateway weighs 60 MB, so it is loaded where it is used only. */
export async function startSupergraph(options: SupergraphOptions): Promise<Backend & { stop(): Promise<void> }> {
  const { sdl, config, origin, feed, others, ...rest } = options;
  const { gatewayKey, supergraph } = config;
  if (gatewayKey === undefined || !supergraph)
    throw new OperatorError('An edge with SUPERGRAPH needs GATEWAY_KEY, by which the origin knows gateways.');
  const own: Subgraph = {
    name: supergraph.ours,
    client: origin,
    path: '/graphql',
    key: gatewayKey,
    isOurs: true,
    isFollowed: true,
    maxAgeMs: 0,
    isPublic: false,
    buildId: feed.buildId,
  };
  const subgraphs = [own, ...others.all];
  const { createGateway } = await import('../edge/supergraph/gateway.ts');
  const gateway = await createGateway(sdl, subgraphs, config.hasIntrospection);
  const isOurs = createOwnership({ supergraph: sdl, schema: gateway.schema, ours: supergraph.ours });
  const proxy = createProxy({ origin, table: rest.sources.first.table, buildId: feed.buildId });
  return {
    ...createSupergraphBackend({ ...rest, gateway, proxy, isOurs, subgraphs, supergraph: sdl }),
    stop: gateway.stop,
  };
}
