// Yoga with the stock response cache, in memory or on Redis. It invalidates by the entities in a mutation's answer, which is its
// default, or also by their types, which its manual shows for writes that change lists.
import { createServer } from 'node:http';
import type { Cache } from '@envelop/response-cache';
import { createRedisCache } from '@envelop/response-cache-redis';
import { createInMemoryCache, useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { Redis } from 'ioredis';
import { invalidation, store } from './cache-options.ts';
import { port } from './environment.ts';
import { createLoaders, resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const cache = store === 'none' ? null : createCache();
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ loaders: createLoaders() }),
  plugins: cache === null ? [] : [useResponseCache({ cache, session: () => null }), ...invalidationByType(cache)],
  graphiql: false,
  landingPage: false,
  logging: false,
});

createServer(yoga).listen(port, '127.0.0.1');

function createCache(): Cache {
  if (store === 'redis') return createRedisCache({ redis: new Redis(process.env['REDIS_URL']!) });
  return createInMemoryCache({ max: 100_000 }); // by default it keeps 1,000 answers
}

/** `updateDeal` answers a deal: all answers with a deal in them go, before the mutation is answered. */
function invalidationByType(cache: Cache): Plugin[] {
  if (invalidation !== 'type') return [];
  return [
    {
      onExecute: () => ({
        onExecuteDone: async ({ args }) => {
          for (const definition of args.document.definitions) {
            if (definition.kind !== 'OperationDefinition' || definition.operation !== 'mutation') continue;
            for (const field of definition.selectionSet.selections) {
              const typename = field.kind === 'Field' ? /Company|Contact|Deal/.exec(field.name.value)?.[0] : undefined;
              if (typename) await cache.invalidate([{ typename }]);
            }
          }
        },
      }),
    },
  ];
}
