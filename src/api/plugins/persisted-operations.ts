// Requests that come through Yoga name their documents as all others do. (Yoga's own plugins know neither the allow-list nor who
// may register.)
// Invariant: whatever Yoga runs has come through here, as a text.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ClientError } from '../../errors.ts';
import { askedIn, parametersOf } from '../../http/params.ts';
import { httpOfRefusal } from '../../http/refusal.ts';
import type { Documents } from '../../persisted/documents.ts';
import type { createOperations } from '../operations.ts';
import type { Register } from '../persisted-rows.ts';
import type { YogaContext } from './result.ts';

export interface PersistedOperationsOptions {
  readonly documents: Documents;
  readonly register: Register;
  readonly operations: ReturnType<typeof createOperations>;
}

type Server = Pick<YogaContext, 'viewer' | 'terms' | 'signal' | 'req'>;

export function usePersistedOperations(options: PersistedOperationsOptions): Plugin<object, Server> {
  const { documents, register, operations } = options;

  async function textOf(params: object, { viewer, req }: Server): Promise<string> {
    const isGet = req.method === 'GET';
    // Of an address, Yoga takes what it knows.
    const asked = askedIn(isGet ? { ...params, documentId: parametersOf(req.url ?? '').get('documentId') } : params);
    const { text, isNew } = await documents.find(asked);
    if (!isNew || !viewer) return text;
    const operation = operations(text, asked.operationName);
    const mayRun = !('errors' in operation) && !(isGet && operation.definition.operation === 'mutation');
    if (mayRun) await register(viewer, operation);
    return text;
  }

  return {
    async onParams({ params, setParams, context }) {
      try {
        const named = { documentId: undefined, query: await textOf(params, context) };
        setParams({ ...params, ...named });
      } catch (error) {
        throw error instanceof ClientError ? refusalOf(error) : error;
      }
    },
  };
}

function refusalOf({ code, message, details }: ClientError): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details, http: httpOfRefusal(code) } });
}
