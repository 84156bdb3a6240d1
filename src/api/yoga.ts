// Yoga serves what is more than a plain POST of JSON: GraphiQL, GET, multipart and event streams. It runs operations through
// the same executor as the byte path, so both give the same answers.
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { Viewer } from '../auth/viewer.ts';
import { maskError, type Report } from './errors.ts';
import { exampleOperations } from './examples.ts';
import type { Execute } from './execute.ts';
import type { createOperations } from './operations.ts';

interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly operations: ReturnType<typeof createOperations>;
  readonly execute: Execute;
  readonly report: Report;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
}

export function createYogaServer({ schema, operations, execute, report, graphiql }: YogaOptions) {
  const useExecutor: Plugin<YogaInitialContext & { viewer: Viewer }> = {
    onExecute({ args, setExecuteFn }) {
      setExecuteFn(async () => {
        const { params, viewer, request } = args.contextValue as YogaInitialContext & { viewer: Viewer };
        const operation = operations(params.query ?? '', params.operationName);
        return 'errors' in operation
          ? operation
          : execute({
              operation,
              variables: params.variables,
              viewer,
              idempotencyKey: request.headers.get('idempotency-key'),
            });
      });
    },
  };
  // The handler has asked for the viewer before; GraphiQL's page alone comes without one.
  return createYoga<{ viewer: Viewer | null }>({
    schema,
    plugins: [useExecutor],
    maskedErrors: { maskError: (error) => maskError(error, report) },
    graphiql: graphiql
      ? {
          title: 'Clientele',
          headers: JSON.stringify(graphiql, null, 2),
          defaultQuery: exampleOperations,
          shouldPersistHeaders: false,
        }
      : false,
    renderGraphiQL,
    landingPage: false,
    cors: false,
    batching: false,
    logging: false,
  });
}
