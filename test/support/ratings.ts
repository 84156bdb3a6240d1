// A subgraph in the hands of the test: it answers with what it is told to, and says beside it what it is told to say.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RatingsSubgraph {
  readonly port: number;
  /** What came, the oldest first. */
  readonly asked: { readonly headers: IncomingHttpHeaders; readonly query: string }[];
  /** Of each company. */
  rating: number;
  /** Its `extensions.cache`; undefined: it says nothing. */
  cache: unknown;
  /** Of its answers. */
  status: number;
  /** Answers wait for it. */
  gate: Promise<void>;
  stop(): Promise<void>;
}

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { bestRating: Int! }
  type Mutation { rate(companyId: ID!, rating: Int!): Int! }
  type Company @key(fields: "id") { id: ID! rating: Int }
`;

export async function startRatings(key: string): Promise<RatingsSubgraph> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables = {} } = JSON.parse(Buffer.concat(chunks).toString());
    if (query.includes('_service')) return void response.end(JSON.stringify({ data: { _service: { sdl } } }));
    subgraph.asked.push({ headers: request.headers, query });
    await subgraph.gate;
    const isKnown = request.headers['x-clientele-gateway'] === key;
    const representations = Object.values(variables).find(Array.isArray) as { id: string }[] | undefined;
    const alias = /(\w+)\s*:\s*(?:bestRating|rate)/.exec(query)?.[1];
    const data = representations
      ? { _entities: representations.map(({ id }) => ({ __typename: 'Company', id, rating: subgraph.rating })) }
      : { [alias ?? (query.includes('rate(') ? 'rate' : 'bestRating')]: subgraph.rating };
    const { cache, status } = subgraph;
    const body = isKnown
      ? { data, ...(cache !== undefined && { extensions: { cache } }) }
      : { errors: [{ message: 'no key' }] };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 200 ? JSON.stringify(body) : '<html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subgraph: RatingsSubgraph = {
    port: (server.address() as AddressInfo).port,
    asked: [],
    rating: 3,
    cache: undefined,
    status: 200,
    gate: Promise.resolve(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return subgraph;
}
