// The gateway that answers from several subgraphs: Hive Gateway's runtime with our own way to the subgraphs, and without its caches,
// which keep what a subgraph says is private and join requests of different viewers.
import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Params } from '../../http/params.ts';
import { httpOfRefusal } from '../../http/refusal.ts';
import { variableValues } from '../../limits/variable-values.ts';
import type { Reply } from '../origin.ts';
import { type Asking, askSubgraph, type Subgraph } from './subgraph.ts';

export interface Gateway {
  /** As clients see it. */
  readonly schema: GraphQLSchema;
  /** Answers as a whole. */
  ask(asked: Operation, asking: Asking, accept: string | undefined): Promise<Answered>;
  /** Answers as it comes. */
  pass(request: Passed, asking: Asking): Promise<Response>;
  stop(): Promise<void>;
}

type Operation = Pick<Params, 'query' | 'operationName' | 'variables'>;

export interface Passed extends Operation {
  /** Then it may not write. */
  readonly isGet: boolean;
  readonly accept: string | undefined;
}

export interface Answered {
  readonly reply: Reply;
  /** Of its body. */
  readonly result: ExecutionResult;
}

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

/** `hasSuggestions`: errors may name fields that come near to what was asked. */
export async function createGateway(
  supergraph: string,
  subgraphs: readonly Subgraph[],
  hasSuggestions = true,
): Promise<Gateway> {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const runtime = createGatewayRuntime<Context>({
    supergraph,
    logging: false,
    graphiql: false,
    landingPage: false,
    plugins: () => [judgesVariables(hasSuggestions), ...(hasSuggestions ? [] : [withoutSuggestions])],
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
  const schema = await runtime.getSchema();

  async function pass(
    { isGet, query, operationName, variables, accept = 'application/json' }: Passed,
    asking: Asking,
  ): Promise<Response> {
    const url = new URL('http://edge/graphql');
    const body = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
    if (isGet) {
      for (const [name, value] of Object.entries(body))
        url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    const post = { method: 'POST', body: JSON.stringify(body) };
    const headers = { accept, ...(!isGet && { 'content-type': 'application/json' }) };
    return runtime.fetch(url.href, { ...(!isGet && post), headers }, { asking });
  }

  return {
    schema,
    pass,
    async ask(asked, asking, accept) {
      const response = await pass({ ...asked, isGet: false, accept }, asking);
      const { status, headers } = response;
      const body = Buffer.from(await response.arrayBuffer());
      const type = headers.get('content-type')!;
      return { reply: { status, headers: { 'content-type': type }, body }, result: JSON.parse(body.toString()) };
    },
    stop: async () => void (await runtime.dispose()),
  };
}

/** Before the runtime does, which says no code, and names what comes near to what was sent. */
const judgesVariables = (hasSuggestions: boolean): GatewayPlugin<Context> => ({
  onExecute({ args: { schema, document, operationName, variableValues: given }, setResultAndStopExecution }) {
    const definitions = getOperationAST(document, operationName)?.variableDefinitions;
    const { errors } = variableValues(schema, definitions, given, hasSuggestions);
    if (!errors) return;
    const http = httpOfRefusal('BAD_USER_INPUT');
    for (const { extensions } of errors) extensions['http'] = http; // the runtime takes it out again
    setResultAndStopExecution({ errors });
  },
});

const withoutSuggestions: GatewayPlugin<Context> = {
  onValidate({ validateFn, setValidationFn }) {
    setValidationFn((schema, document, rules, options, ...rest) =>
      validateFn(schema, document, rules, { ...options, hideSuggestions: true } as never, ...rest),
    );
  },
};
