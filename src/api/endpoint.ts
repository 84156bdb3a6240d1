// A schema as it is served: operations, executor, Yoga and the byte path over it. Several may share one cache: what each keeps
// is apart from the others by the scope of its viewers.
import type { GraphQLSchema } from 'graphql';
import type { Pool } from '../db/pool.ts';
import { createExecutor, type Execute } from './execute.ts';
import { createHandler, type HandlerOptions } from './handler.ts';
import { createOperations } from './operations.ts';
import { answerWhenApplied, type OwnWritesOptions } from './own-writes.ts';
import { createYogaServer } from './yoga.ts';

export type Endpoint = ReturnType<typeof createHandler>;

export interface EndpointOptions
  extends OwnWritesOptions,
    Pick<HandlerOptions, 'authenticator' | 'buildId' | 'report' | 'isEdge' | 'sendToEdge'> {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
  /** Stands before everything that executes. @default nothing does */
  readonly guard?: (execute: Execute) => Execute;
}

export function createEndpoint({
  schema,
  pool,
  cache,
  sync,
  report,
  graphiql,
  guard = (execute) => execute,
  ...rest
}: EndpointOptions): Endpoint {
  const operations = createOperations(schema);
  const execute = guard(answerWhenApplied(createExecutor({ schema, pool, report }), { cache, sync }));
  const shared = { ...rest, operations, execute, cache, report };
  const yoga = createYogaServer({ ...shared, schema, graphiql });
  return createHandler({ ...shared, yoga, hasGraphiql: graphiql !== null });
}
