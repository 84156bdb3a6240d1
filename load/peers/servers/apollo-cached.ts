// Apollo Server with its response cache in its default memory: everything may be kept for a time, and nothing is ever invalidated.
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { startStandaloneServer } from '@apollo/server/standalone';
import createResponseCache from '@apollo/server-plugin-response-cache';
import { ttlSeconds } from './cache-options.ts';
import { port } from './environment.ts';
import { createLoaders, resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const server = new ApolloServer({
  typeDefs,
  resolvers,
  plugins: [ApolloServerPluginCacheControl({ defaultMaxAge: ttlSeconds }), createResponseCache()],
});
await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  context: async () => ({ loaders: createLoaders() }),
});
