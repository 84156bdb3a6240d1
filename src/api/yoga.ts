// Yoga serves what is more than a plain POST of JSON: GraphiQL, GET, multipart and event streams. It runs operations through
// the same executor as the byte path, so both give the same answers.
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { Authenticator, Viewer } from '../auth/viewer.ts';
import { statusOf } from '../errors.ts';
import { maskError, type Report } from './errors.ts';
import { exampleOperations } from './examples.ts';
import type { Execute } from './execute.ts';
import type { createOperations } from './operations.ts';

interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly authenticator: Authenticator;
  readonly operations: ReturnType<typeof createOperations>;
  readonly execute: Execute;
  readonly report: Report;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
}

export function createYogaServer({ schema, authenticator, operations, execute, report, graphiql }: YogaOptions) {
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
  return createYoga({
    schema,
    plugins: [useExecutor],
    // Runs before execution for every request that is not GraphiQL's page: without a viewer nothing is executed.
    context: async ({ request }) => {
      try {
        return { viewer: await authenticator.authenticate(request.headers.get('authorization') ?? undefined) };
      } catch (error) {
        throw withStatus(maskError(error, report));
      }
    },
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

function withStatus(error: GraphQLError): GraphQLError {
  const code = error.extensions['code'] as Parameters<typeof statusOf>[0];
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: statusOf(code) } } });
}
