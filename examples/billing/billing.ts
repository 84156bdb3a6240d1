// Wires the subgraph: GraphQL, and what caches are told, on one port.
// Invariant: without the key there is nothing to be had.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { createAccess, unauthenticated, viewerOf } from './access.ts';
import { createDatabase } from './database.ts';
import { createFeed } from './feed.ts';
import { useTransactions } from './operation.ts';
import { push } from './push.ts';
import { createSchema } from './resolvers.ts';
import { follow, standingOf } from './stream.ts';

export interface BillingOptions {
  readonly databaseUrl: string;
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Of the subgraph: who sends it is an edge or a gateway. */
  readonly key: string;
  /** Addresses of edges that are told by posts. @default none */
  readonly pushTo?: readonly string[];
}

export interface RunningBilling {
  readonly port: number;
  stop(): Promise<void>;
}

/** Another one whenever the code is: caches keep answers of one build apart from those of the next. */
function buildOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(`${folder}/${name}`));
  return hash.digest('hex').slice(0, 16);
}

export async function startBilling(options: BillingOptions): Promise<RunningBilling> {
  const { databaseUrl, port, host = '127.0.0.1', key, pushTo = [] } = options;
  const buildId = buildOf(import.meta.dirname);
  const database = await createDatabase(databaseUrl);
  const feed = createFeed(database);
  const access = createAccess(key);
  const stopping = new AbortController();
  const yoga = createYoga({
    schema: createSchema(),
    context: ({ request }) => ({ viewer: viewerOf(request), isEdge: access(request.headers.get('x-clientele-edge')) }),
    plugins: [useTransactions(database)],
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
  });

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const isEdge = access(request.headers['x-clientele-edge']);
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/graphql') {
      if (isEdge || access(request.headers['x-clientele-gateway'])) return void yoga(request, response);
      answer(401, { errors: [unauthenticated] });
    } else if (isEdge && pathname === '/_cache/position') {
      feed.position().then(
        (standing) => answer(200, { ...standing, buildId }),
        () => answer(503, { error: { code: 'UNAVAILABLE', message: 'The database does not answer.' } }),
      );
    } else if (isEdge && pathname === '/_cache/stream') {
      void follow({ feed, response, after: standingOf(searchParams.get('after')), buildId, signal: stopping.signal });
    } else if (pathname === '/livez') {
      answer(200, { status: 'ok' });
    } else {
      answer(404, { error: { code: 'NOT_FOUND', message: 'There is /graphql.' } });
    }
  });

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const tending = [
    feed.tend(stopping.signal),
    ...pushTo.map((url) => push({ url, key, feed, signal: stopping.signal })),
  ];
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      // Again and again: edges ask four times a second over connections that stay open.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      await Promise.all([closed, ...tending]);
      clearInterval(idle);
      await database.stop();
    },
  };
}
