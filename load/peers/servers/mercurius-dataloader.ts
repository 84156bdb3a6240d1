// Mercurius with its just-in-time compiler and plain DataLoader resolvers, which cost it less than loaders of its own.
import { fastify } from 'fastify';
import mercurius from 'mercurius';
import { port } from './environment.ts';
import { createLoaders, type Loaders, resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

declare module 'mercurius' {
  interface MercuriusContext {
    readonly loaders: Loaders;
  }
}

const app = fastify();
app.register(mercurius, { schema: typeDefs, resolvers, context: () => ({ loaders: createLoaders() }), jit: 1 });
await app.listen({ port, host: '127.0.0.1' });
