// The gateway that answers from several subgraphs: Hive Gateway's runtime with our own way to the subgraphs, and without its caches,
// which keep what a subgraph says is private and join requests of different viewers.
import type { IncomingHttpHeaders } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import type { Params } from '../../http/params.ts';
import type { Reply } from '../origin.ts';
import { type Asking, askSubgraph, type Subgraph } from './subgraph.ts';

export interface Gateway {
  /** Answers as a whole. */
  ask(params: Params, asking: Asking, accept: string | undefined): Promise<Reply>;
  /** What the client sent, answered as it comes. `body`: of a POST. */
  pass(request: Passed, asking: Asking): Promise<Response>;
  stop(): Promise<void>;
}

export interface Passed {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string | undefined;
}

/** What the gateway reads of a request that is passed on; nothing else of it matters, and credentials are none of its business. */
const readHeaders = ['accept', 'content-type'];

interface Context {
  readonly asking: Asking;
}

/** What the runtime asks of a subgraph. */
interface Executed {
  readonly document: DocumentNode;
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly operationType?: OperationTypeNode;
  readonly context: Context;
}

export async function createGateway(supergraph: string, subgraphs: readonly Subgraph[]): Promise<Gateway> {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const runtime = createGatewayRuntime<Context>({
    supergraph,
    logging: false,
    graphiql: false,
    landingPage: false,
    transports: {
      http: {
        getSubgraphExecutor({ subgraphName }) {
          const subgraph = byName.get(subgraphName.toLowerCase())!;
          const execute = ({ document, variables, operationName, operationType, context }: Executed) => {
            const isMutation = operationType === OperationTypeNode.MUTATION;
            return askSubgraph(subgraph, { document, variables, operationName, isMutation }, context.asking);
          };
          return execute as never; // its type promises data of any type that the caller names
        },
      },
    },
  });
  await runtime.getSchema();

  return {
    async ask({ query, operationName, variables, extensions }, asking, accept = 'application/json') {
      const response = await runtime.fetch(
        'http://edge/graphql',
        {
          method: 'POST',
          headers: { accept, 'content-type': 'application/json' },
          body: JSON.stringify({ query, operationName, variables, extensions }),
        },
        { asking },
      );
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: { 'content-type': response.headers.get('content-type')! }, body };
    },
    async pass({ method, url, headers, body }, asking) {
      const kept = readHeaders.flatMap((name) => {
        const value = headers[name];
        return typeof value === 'string' ? [[name, value] as [string, string]] : [];
      });
      return runtime.fetch(
        new URL(url, 'http://edge').href,
        { method, headers: Object.fromEntries(kept), ...(body !== undefined && method !== 'GET' && { body }) },
        { asking },
      );
    },
    stop: async () => void (await runtime.dispose()),
  };
}
