// Yoga serves what is more than a plain request of JSON: GraphiQL, multipart and event streams. It asks the same cache and runs
// operations through the same executor as the byte path, so both give the same answers.
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { maskError, type Report } from './errors.ts';
import { exampleOperations } from './examples.ts';
import { useExecutor } from './plugins/executor.ts';
import { type PersistedOperationsOptions, usePersistedOperations } from './plugins/persisted-operations.ts';
import { type ResponseCacheOptions, useCachedQueries } from './plugins/response-cache.ts';
import type { YogaContext } from './plugins/result.ts';

interface YogaOptions extends ResponseCacheOptions, PersistedOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly report: Report;
  /** Headers that GraphiQL starts with; null: no GraphiQL. */
  readonly graphiql: Record<string, string> | null;
}

export function createYogaServer({ schema, report, graphiql, ...options }: YogaOptions) {
  return createYoga<Pick<YogaContext, 'viewer' | 'terms' | 'signal' | 'req'>>({
    schema,
    // Those two set what executes: the last has the last word.
    plugins: [usePersistedOperations(options), useExecutor(options), useCachedQueries(options)],
    maskedErrors: { maskError: (error) => maskError(error, report) },
    graphiql: graphiql
      ? {
          title: 'Clientele',
          headers: JSON.stringify(graphiql, null, 2),
          defaultQuery: exampleOperations,
          shouldPersistHeaders: false,
        }
      : false,
    // The page is 15 MB of text, which an origin that serves none does not load.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    landingPage: false,
    cors: false,
    batching: false,
    logging: false,
  });
}
