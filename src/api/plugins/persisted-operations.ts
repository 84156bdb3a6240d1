// Requests that come through Yoga name their documents as all others do. (Yoga's own plugins know neither the allow-list nor who
// may register.)
// Invariant: whatever Yoga runs has come through here, as a text that was found to be within bounds and valid: Yoga parses without any.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ClientError, isErrorCode } from '../../errors.ts';
import { askedIn, parametersOf } from '../../http/params.ts';
import { httpOfRefusal } from '../../http/refusal.ts';
import type { Documents } from '../../persisted/documents.ts';
import type { Refusal } from '../document.ts';
import type { Register } from '../persisted-rows.ts';
import type { Prepare } from '../preparation.ts';
import type { YogaContext } from './result.ts';

export interface PersistedOperationsOptions {
  readonly documents: Documents;
  readonly register: Register;
  readonly prepare: Prepare;
}

type Server = Pick<YogaContext, 'viewer' | 'terms' | 'signal' | 'req'>;

export function usePersistedOperations(options: PersistedOperationsOptions): Plugin<object, Server> {
  const { documents, register, prepare } = options;

  /** With the reason why it does not run, if it does not. Throws. */
  async function find(params: object, { viewer, req, signal }: Server): Promise<{ text: string; refusal?: Refusal }> {
    const isGet = req.method === 'GET';
    // Of an address, Yoga takes what it knows.
    const asked = askedIn(isGet ? { ...params, documentId: parametersOf(req.url ?? '').get('documentId') } : params);
    const { text, isNew } = await documents.find(asked);
    if (!viewer) return { text }; // GraphiQL's page
    const operation = await prepare({ text, operationName: asked.operationName, viewer, signal });
    if ('errors' in operation) return { text, refusal: operation };
    const mayWrite = !(isGet && operation.definition.operation === 'mutation');
    if (isNew && mayWrite) await register(viewer, operation);
    return { text };
  }

  return {
    async onParams({ params, setParams, setResult, context }) {
      try {
        const { text, refusal } = await find(params, context);
        const named = { documentId: undefined, query: text };
        setParams({ ...params, ...named });
        if (refusal) setResult({ errors: refusal.errors.map(withHttp) });
      } catch (error) {
        throw error instanceof ClientError ? refusalOf(error) : error;
      }
    },
  };
}

/** A refusal as Yoga reads it, with its status. */
function withHttp({ message, nodes, source, positions, extensions }: GraphQLError): GraphQLError {
  const { code } = extensions;
  const http = isErrorCode(code) && { http: httpOfRefusal(code) };
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...extensions, ...http } } as never);
}

function refusalOf({ code, message, details }: ClientError): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details, http: httpOfRefusal(code) } });
}
