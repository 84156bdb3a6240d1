// Plain Yoga: graphql-yoga, DataLoader and pg as their manuals show them. Yoga caches parsed and validated documents by itself.
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { port } from './environment.ts';
import { createLoaders, resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ loaders: createLoaders() }),
  graphiql: false,
  landingPage: false,
  logging: false,
});

createServer(yoga).listen(port, '127.0.0.1');
