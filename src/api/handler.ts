// The byte path of POST /graphql with JSON: credential, body, operation, answer, without building Fetch requests and responses
// (half of what a small query costs). Whatever is not that plain is handed to Yoga, which knows GET, multipart and SSE.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Viewer } from '../auth/viewer.ts';
import { ClientError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { graphqlJson, json, respond } from '../http/respond.ts';
import { maskError, type Report, statusOfErrors } from './errors.ts';
import type { Execute } from './execute.ts';
import type { createOperations, ExecutionOutcome } from './operations.ts';

export interface HandlerOptions {
  readonly authenticator: Authenticator;
  readonly operations: ReturnType<typeof createOperations>;
  readonly execute: Execute;
  readonly report: Report;
  /** For all that is not plain. */
  readonly yoga: (request: IncomingMessage, response: ServerResponse, context: { viewer: Viewer | null }) => unknown;
  /** Whether browsers get GraphiQL, which asks for nobody's data and needs no key. */
  readonly hasGraphiql: boolean;
}

/** A body of 256 KB holds a batch of 100 rows with room; longer ones belong into an import. */
const maxBodyBytes = 256 * 1024;

function isPlainPost(request: IncomingMessage): boolean {
  return request.method === 'POST' && /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

/** What the client takes: the newer media type tells refusals by status, the older answers 200 to whatever was well-formed. */
function mediaTypeOf(accept: string): string | null {
  if (accept === '*/*') return json;
  if (accept.includes('text/event-stream') || accept.includes('multipart/')) return null;
  if (accept.includes('application/graphql-response+json')) return graphqlJson;
  return accept.includes('application/json') || accept.includes('*/*') || accept.includes('application/*')
    ? json
    : null;
}

export function createHandler({ authenticator, operations, execute, report, yoga, hasGraphiql }: HandlerOptions) {
  return async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = isPlainPost(request) ? mediaTypeOf(request.headers.accept ?? '*/*') : null;
    try {
      if (type === null) checkHost(request);
      if (type === null && hasGraphiql && isPage(request))
        return void (await yoga(request, response, { viewer: null }));
      const found = authenticator.authenticate(request.headers.authorization);
      const viewer: Viewer = found instanceof Promise ? await found : found;
      if (type === null) {
        checkForYoga(request);
        return void (await yoga(request, response, { viewer }));
      }
      const params = parseBody(await readBody(request, maxBodyBytes));
      const operation = operations(params.query, params.operationName);
      if ('errors' in operation) return refuse(response, type, operation);
      if (operation.definition.operation === 'subscription')
        throw new ClientError('BAD_REQUEST', 'Subscriptions need `Accept: text/event-stream` or a WebSocket.');
      const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
      const { isReplayed, body, ...outcome } = await execute({
        asText: true,
        operation,
        variables: params.variables,
        viewer,
        idempotencyKey,
      });
      if (body !== undefined) return respond(response, 200, type, body);
      if (outcome.data === undefined) return refuse(response, type, outcome);
      respond(
        response,
        200,
        type,
        JSON.stringify(outcome),
        isReplayed ? { 'idempotency-replayed': 'true' } : undefined,
      );
    } catch (error) {
      const masked = maskError(error, report);
      const headers: Record<string, string> =
        masked.extensions['code'] === 'PAYLOAD_TOO_LARGE' ? { connection: 'close' } : {};
      respond(response, statusOfErrors([masked]), type ?? json, JSON.stringify({ errors: [masked] }), headers);
    }
  };
}

/** A browser that opens the address, not a query. */
function isPage(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    (request.headers.accept ?? '').includes('text/html') &&
    !/[?&]query=/.test(request.url ?? '')
  );
}

/** Yoga makes an URL of the host, and answers with a stack when that fails. */
function checkHost({ headers: { host = '' } }: IncomingMessage): void {
  if (/[\s/?#@\\]/.test(host) || !URL.canParse(`http://${host || 'localhost'}/`))
    throw new ClientError('BAD_REQUEST', 'The Host header names no host.');
}

/** Yoga reads bodies without a bound and trusts that variables in an address are JSON. */
function checkForYoga(request: IncomingMessage): void {
  if (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > maxBodyBytes
  ) {
    throw new ClientError('PAYLOAD_TOO_LARGE', `The body has a content-length of at most ${maxBodyBytes} bytes.`);
  }
  const parameters = new URLSearchParams(request.url?.split('?')[1] ?? '');
  if (request.method === 'GET' && !parameters.has('query')) {
    throw new ClientError('BAD_REQUEST', 'The address lacks `query`, the text of a GraphQL document.');
  }
  const variables = parameters.get('variables');
  try {
    if (variables) JSON.parse(variables);
  } catch (error) {
    throw new ClientError('BAD_REQUEST', '`variables` in the address is not JSON.', {}, error);
  }
}

/** A document or variables that do not fit are an answer in the older media type: 200. */
const answered = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'LIMIT_EXCEEDED',
  'BAD_USER_INPUT',
]);

/** Nothing ran. The newer media type tells every refusal by its status, the older one only those that are not about GraphQL. */
function refuse(response: ServerResponse, type: string, { errors = [] }: ExecutionOutcome): void {
  const isAnswer = type === json && answered.has(errors[0]?.extensions['code']);
  respond(response, isAnswer ? 200 : statusOfErrors(errors), type, JSON.stringify({ errors }));
}

interface Params {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Record<string, unknown> | null | undefined;
}

function parseBody(text: string): Params {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new ClientError('BAD_REQUEST', 'The body is not JSON.', {}, error);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ClientError(
      'BAD_REQUEST',
      'The body is one JSON object with `query`, and `variables` and `operationName` if needed.',
    );
  const { query, operationName, variables } = body as Record<string, unknown>;
  if (typeof query !== 'string')
    throw new ClientError('BAD_REQUEST', '`query` must be the text of a GraphQL document.');
  if (operationName != null && typeof operationName !== 'string')
    throw new ClientError('BAD_REQUEST', '`operationName` must be text.');
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables)))
    throw new ClientError('BAD_REQUEST', '`variables` must be an object.');
  return { query, operationName, variables: variables as Params['variables'] };
}
