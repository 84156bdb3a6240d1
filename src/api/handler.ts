// The byte path of /graphql: credential, then the cache by the text of the request, then operation and answer, without building
// Fetch requests and responses (half of what a small query costs). What is more than a plain question is handed to Yoga.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Viewer } from '../auth/verdicts.ts';
import type { Cache, Outcome as CacheOutcome } from '../cache/cache.ts';
import type { Entry } from '../cache/entry.ts';
import { ClientError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { cacheStatusOf, createEntrySender } from '../http/cached.ts';
import { directionsOf, hasNoDirections, positionHeaders } from '../http/directions.ts';
import { checkMedia, mediaTypeOf } from '../http/media-type.ts';
import { parseAddress, parseBody } from '../http/params.ts';
import { respondRefusal } from '../http/refusal.ts';
import { json, respond } from '../http/respond.ts';
import { pagePolicy, securityHeaders } from '../http/security-headers.ts';
import type { Documents } from '../persisted/documents.ts';
import { codeOf, maskError, type Report } from './errors.ts';
import type { Execute, Outcome } from './execute.ts';
import { explain } from './explain.ts';
import { checkForYoga, isPage } from './hand-over.ts';
import type { createOperations, ExecutionOutcome } from './operations.ts';
import type { Register } from './persisted-rows.ts';
import { questionOf } from './question.ts';

export interface HandlerOptions {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly documents: Documents;
  readonly register: Register;
  readonly operations: ReturnType<typeof createOperations>;
  readonly execute: Execute;
  readonly cache: Cache;
  /** What an answer depends on besides data and viewer: the code that makes it. */
  readonly buildId: string;
  readonly report: Report;
  /** Edges get entries with what they depend on, in a form of their own. */
  readonly isEdge: (request: IncomingMessage) => boolean;
  readonly sendToEdge: (response: ServerResponse, entry: Entry, outcome: CacheOutcome, viewer: Viewer) => void;
  /** For all that is not plain. */
  readonly yoga: (request: IncomingMessage, response: ServerResponse, context: { viewer: Viewer | null }) => unknown;
  /** Whether browsers get GraphiQL, which asks for nobody's data and needs no key. */
  readonly hasGraphiql: boolean;
}

/** A body of 256 KB holds a batch of 100 rows with room; longer ones belong into an import. */
const maxBodyBytes = 256 * 1024;

/** A request on its way: `text` is its body, or the address of a GET. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the answer. */
  readonly type: string;
  readonly viewer: Viewer;
  readonly text: string;
}

export function createHandler(options: HandlerOptions) {
  const { authenticator, documents, register, operations, execute, cache, buildId, report } = options;
  const { isEdge, sendToEdge, yoga, hasGraphiql } = options;
  const sender = createEntrySender(cache.store);

  /** No promise on the way of a hit: its credential and its answer are known. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    const type = mediaTypeOf(request);
    const fail = (error: unknown) => refuse(response, type ?? json, { errors: [maskError(error, report)] });
    const ask = (viewer: Viewer) => {
      if (type === null) return void handOver(request, response, viewer).catch(fail);
      if (request.method === 'GET') return look({ request, response, type, viewer, text: request.url! });
      readBody(request, maxBodyBytes, (text) => look({ request, response, type, viewer, text }), fail);
    };
    const look = (exchange: Exchange) => {
      const { viewer, text } = exchange;
      const isPlain = hasNoDirections(request) && documents.isKnown(text);
      const entry = isPlain ? cache.find(viewer.scope, viewer.subject, text) : null;
      if (entry) sendEntry(exchange, entry, 'hit');
      else answer(exchange).catch(fail);
    };
    try {
      if (type === null) checkMedia(request);
      if (type === null && hasGraphiql && isPage(request)) return void sendPage(request, response).catch(fail);
      const found = authenticator.authenticate(request.headers.authorization);
      if (found instanceof Promise) found.then(ask).catch(fail);
      else ask(found);
    } catch (error) {
      fail(error);
    }
  }

  return handle;

  async function handOver(request: IncomingMessage, response: ServerResponse, viewer: Viewer): Promise<void> {
    checkForYoga(request, maxBodyBytes);
    response.setHeaders(new Map(Object.entries(securityHeaders)));
    await yoga(request, response, { viewer });
  }

  async function sendPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeaders(new Map(Object.entries({ ...securityHeaders, ...pagePolicy })));
    await yoga(request, response, { viewer: null });
  }

  async function answer(exchange: Exchange): Promise<void> {
    const { request, response, type, viewer, text } = exchange;
    const asked = request.method === 'GET' ? parseAddress(text) : parseBody(text);
    const document = await documents.find(asked);
    documents.note(text, document);
    const params = { ...asked, query: document.text };
    const operation = operations(params.query, params.operationName);
    if ('errors' in operation) return refuse(response, type, operation);
    const kind = operation.definition.operation;
    if (kind === 'subscription')
      throw new ClientError('BAD_REQUEST', 'Subscriptions need `Accept: text/event-stream` or a WebSocket.');
    if (kind === 'mutation' && request.method === 'GET')
      throw new ClientError('METHOD_NOT_ALLOWED', 'A mutation needs POST: addresses are fetched by whoever sees them.');
    if (document.isNew) await register(viewer, operation);
    if (kind === 'mutation') {
      const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
      const outcome = await execute({ asText: true, operation, variables: params.variables, viewer, idempotencyKey });
      return send(exchange, outcome);
    }
    const question = questionOf({ execute, buildId, viewer, operation, params });
    const directions = directionsOf(request);
    const isExplained = params.extensions?.['cache'] === true;
    const { scope, subject } = viewer;
    const served = await cache.serve({ ...question, ...directions, scope, subject, text: isExplained ? null : text });
    if (served.answer) return send(exchange, served.answer.made as Outcome, cacheStatusOf(served.outcome, false));
    if (!isExplained) return sendEntry(exchange, served.entry, served.outcome, served.isStored);
    respond(response, 200, type, await explain(cache, question, served));
  }

  function sendEntry(
    { request, response, type, viewer }: Exchange,
    entry: Entry,
    outcome: CacheOutcome,
    isStored = false,
  ): void {
    if (isEdge(request)) sendToEdge(response, entry, outcome, viewer);
    else sender.send(request, response, entry, type, outcome, isStored);
  }

  /** What the executor made, for this request alone. */
  function send({ request, response, type }: Exchange, outcome: Outcome, cacheStatus?: string): void {
    const { data, errors, extensions, body, isReplayed } = outcome;
    if (body === undefined && data === undefined) {
      refuse(response, type, outcome);
      return;
    }
    const position = extensions?.['position'];
    respond(response, 200, type, body ?? JSON.stringify({ data, errors, extensions }), {
      ...(cacheStatus && { 'cache-status': cacheStatus }),
      ...(isReplayed && { 'idempotency-replayed': 'true' }),
      ...(typeof position === 'string' && positionHeaders(request, position)),
    });
  }
}

/** Nothing ran. */
function refuse(response: ServerResponse, type: string, { errors = [] }: ExecutionOutcome): void {
  respondRefusal(response, type, codeOf(errors), errors);
}
