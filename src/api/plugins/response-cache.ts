// Queries that come through Yoga are answered from the cache of the byte path: @envelop/response-cache is the place in Yoga's
// pipeline, `Cache` decides (docs/decisions/0011-envelop-response-cache-beside-the-byte-path.md).
// Invariant: neither a mutation nor a request without a viewer gets here.
import { useResponseCache } from '@envelop/response-cache';
import type { Plugin } from 'graphql-yoga';
import type { Cache, CacheRequest } from '../../cache/cache.ts';
import { directionsOf } from '../../http/directions.ts';
import type { Execute } from '../execute.ts';
import type { Operations } from '../operations.ts';
import { type AskedQuestion, questionOf } from '../question.ts';
import { resultOfServed, type YogaContext } from './result.ts';

export interface ResponseCacheOptions {
  readonly cache: Cache;
  readonly operations: Operations;
  readonly execute: Execute;
  readonly buildId: string;
}

type Asked = CacheRequest & AskedQuestion;

export function useCachedQueries({ cache, operations, execute, buildId }: ResponseCacheOptions): Plugin<YogaContext> {
  /** What each operation under way asks the cache. */
  const asked = new WeakMap<object, Asked>();

  /** Null: a mutation, a document that cannot run, or nobody asks. */
  function requestOf({ params, viewer, req, terms, signal }: YogaContext): Asked | null {
    if (!viewer) return null;
    const { query = '', operationName, variables } = params;
    const operation = operations.find(query, operationName);
    if ('errors' in operation || operation.definition.operation !== 'query') return null;
    const asked = { query, operationName, variables };
    const question = questionOf({ execute, buildId, viewer, operation, params: asked, terms });
    const { scope, subject } = viewer;
    // Its text is not that of a request of the byte path, which finds by it.
    return { ...question, ...directionsOf(req), scope, subject, text: null, signal };
  }

  return useResponseCache<YogaContext>({
    // With `invalidateViaMutation: false` and without this, mutations would be kept and answered without being executed.
    enabled(context) {
      const request = requestOf(context);
      if (request) asked.set(context, request);
      return request !== null;
    },
    session: ({ viewer }) => viewer!.scope,
    buildResponseCacheKey: ({ context }) => asked.get(context as YogaContext)!.key,
    // A miss is executed within `get`: asked and stored in two steps, it could neither wait for an equal request nor for Redis,
    // nor for what its client has written; and the plugin walks what it stores itself. So it never stores, and always has an answer.
    cache: (context) => ({
      async get() {
        const request = asked.get(context)!;
        return resultOfServed(await cache.serve(request).finally(request.forget), (context as YogaContext).req);
      },
      set() {},
      invalidate() {},
    }),
    includeExtensionMetadata: false,
  });
}
