// A schema as it is served: operations, executor, Yoga and the byte path over it. Several may share one cache: what each keeps
// is apart from the others by the scope of its viewers.
import type { GraphQLSchema } from 'graphql';
import type { Pool } from '../db/pool.ts';
import type { Replicas } from '../db/replicas.ts';
import type { Live } from '../live/live.ts';
import { createDocuments, isFromManifest } from '../persisted/documents.ts';
import { createRegistry } from '../persisted/registry.ts';
import { createDescribe, type Describe } from './describing.ts';
import type { ReadOptions } from './document.ts';
import { createLimits } from './estimate.ts';
import { createEventStreams } from './event-streams.ts';
import { createExecutor, type Execute } from './execute.ts';
import { createHandler, type HandlerOptions } from './handler.ts';
import { createOperations } from './operations.ts';
import { answerWhenApplied, type OwnWritesOptions } from './own-writes.ts';
import { lookUpIn, registerIn } from './persisted-rows.ts';
import { createPreparation } from './preparation.ts';
import type { SlowLog } from './slow-operations.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createSubscribe } from './subscriptions.ts';
import type { Watch } from './watching.ts';
import type { WebhookActsOptions } from './webhook-acts.ts';
import { createYogaServer } from './yoga.ts';

export interface Endpoint {
  readonly answer: ReturnType<typeof createHandler>;
  /** Connections that change their protocol; null: there are none. */
  readonly upgrade: Sockets['upgrade'] | null;
  /** For operators. */
  readonly describe: Describe;
  /** Ends what has no end of its own, and tells clients when to come back. */
  stop(): Promise<void>;
}

export interface EndpointOptions
  extends OwnWritesOptions,
    ReadOptions,
    Pick<HandlerOptions, 'authenticator' | 'buildId' | 'report' | 'isEdge' | 'sendToEdge' | 'flow'> {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  /** Where queries may be read instead. @default nowhere */
  readonly replicas?: Replicas | null;
  /** Keys the hashes of API keys. */
  readonly pepper: string;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
  /** Only operations run that operators have added. @default any run */
  readonly isRegisteredOnly?: boolean;
  /** Clients may register operations. @default false */
  readonly hasApq?: boolean;
  /** Monotonic milliseconds, for how long operations are known. @default performance.now */
  readonly now?: () => number;
  /** Tells subscribers. @default there are none: gateways ask for answers */
  readonly live?: Live;
  /** What acts on webhook endpoints need. @default there are none */
  readonly webhooks?: WebhookActsOptions['keeping'];
  /** For operators who look at single requests. @default nobody does */
  readonly watch?: Watch | null;
  /** For operations that take long. @default they are not noted */
  readonly slow?: SlowLog;
  /** Stands before everything that executes. @default nothing does */
  readonly guard?: (execute: Execute) => Execute;
}

export function createEndpoint({
  schema,
  pool,
  replicas = null,
  pepper,
  cache,
  sync,
  report,
  graphiql,
  guard = (execute) => execute,
  isRegisteredOnly = false,
  hasApq = false,
  now = () => performance.now(),
  live,
  webhooks,
  watch = null,
  slow,
  limits,
  hasIntrospection,
  ...rest
}: EndpointOptions): Endpoint {
  const operations = createOperations(schema, {
    ...(limits && { limits }),
    ...(hasIntrospection === false && { hasIntrospection }),
  });
  const { flow, buildId } = rest;
  const prepare = createPreparation(operations, flow.pace);
  const limitsOf = createLimits({ schema, prepare, flow, cache, buildId });
  const hasSuggestions = hasIntrospection !== false;
  const executor = createExecutor({
    schema,
    pool,
    replicas,
    pepper,
    ...(webhooks && { webhooks }),
    report,
    hasSuggestions,
    flow,
    limitsOf,
    ...(slow && { slow }),
  });
  const execute = guard(answerWhenApplied(executor, { cache, sync }));
  const registry = createRegistry({
    lookUp: lookUpIn(pool),
    now,
    ...(isRegisteredOnly && { accepts: isFromManifest }),
  });
  const documents = createDocuments({ registry, isRegisteredOnly, hasApq, now });
  const shared = {
    ...rest,
    documents,
    register: registerIn(pool, registry),
    operations,
    prepare,
    execute,
    cache,
    report,
  };
  const yoga = createYogaServer({ ...shared, schema, graphiql });
  const subscribe =
    live &&
    createSubscribe({
      schema,
      pool,
      engine: live.engine,
      counts: live.counts,
      report,
      limitsOf,
      flow,
      hasSuggestions,
    });
  const streams = live && subscribe && createEventStreams({ live, subscribe });
  const sockets = live && subscribe && createSockets({ ...shared, schema, live, subscribe });
  return {
    answer: createHandler({ ...shared, yoga, hasGraphiql: graphiql !== null, streams: streams ?? null, watch }),
    upgrade: sockets ? sockets.upgrade : null,
    describe: createDescribe(operations, flow),
    async stop() {
      streams?.leave();
      await sockets?.stop();
    },
  };
}
