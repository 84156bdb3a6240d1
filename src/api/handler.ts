// The byte path of /graphql: credential, then the cache by the text of the request, then operation and answer, without building
// Fetch requests and responses (half of what a small query costs). What is more than a plain question is handed to Yoga.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { hasNoDirections } from '../http/directions.ts';
import type { Exchange } from '../http/exchange.ts';
import { checkMedia, mediaTypeOf } from '../http/media-type.ts';
import { beganMsOf } from '../http/meter.ts';
import { parseAddress, parseBody } from '../http/params.ts';
import { createQuickRefusal } from '../http/refusal.ts';
import { requestIdHeader, requestIdOf } from '../http/request-id.ts';
import { json } from '../http/respond.ts';
import { pagePolicy, securityHeaders } from '../http/security-headers.ts';
import { afterLookUp, termsOf } from '../http/terms.ts';
import { overloaded } from '../limits/admission.ts';
import { type AnswerOptions, createAnswer } from './answer.ts';
import type { EventStreams } from './event-streams.ts';
import { checkForYoga, isPage, takesEvents } from './hand-over.ts';
import type { YogaServerContext } from './plugins/result.ts';
import { budgetHeaders } from './receipt.ts';
import { createReplies, type RepliesOptions } from './replies.ts';

export interface HandlerOptions extends AnswerOptions, Omit<RepliesOptions, 'store'> {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  /** For all that is not plain. */
  readonly yoga: (request: IncomingMessage, response: ServerResponse, context: YogaServerContext) => unknown;
  /** Whether browsers get GraphiQL, which asks for nobody's data and needs no key. */
  readonly hasGraphiql: boolean;
  /** Answers subscriptions; null: they are refused. */
  readonly streams: EventStreams | null;
}

/** A body of 256 KB holds a batch of 100 rows with room; longer ones belong into an import. */
const maxBodyBytes = 256 * 1024;

/** Opens GraphiQL. */
const nobody: YogaServerContext = { viewer: null, terms: undefined, signal: undefined };

export function createHandler(options: HandlerOptions) {
  const { authenticator, documents, register, prepare, flow, cache, yoga, hasGraphiql, streams, watch } = options;
  const replies = createReplies({ ...options, store: cache.store });
  const answer = createAnswer(options, replies);
  const refuseQuickly = createQuickRefusal(Array.from({ length: 32 }, overloaded));

  /** No promise on the way of a hit: its credential and its answer are known. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    const beganMs = beganMsOf(response);
    const type = mediaTypeOf(request);
    const to = { request, response, type: type ?? json };
    const fail = (error: unknown) => replies.failure(to, error);
    const failFor = (viewer: Viewer) => (error: unknown) => replies.failure(to, error, budgetHeaders(flow, viewer));
    const ask = (viewer: Viewer) => {
      if (type === null) return void handOver(request, response, viewer).catch(failFor(viewer));
      if (request.method === 'GET') return look({ request, response, type, viewer, text: request.url!, beganMs });
      readBody(request, maxBodyBytes, (text) => look({ request, response, type, viewer, text, beganMs }), fail);
    };
    const look = (exchange: Exchange) => {
      const { viewer, text } = exchange;
      const isPlain = hasNoDirections(request) && documents.isKnown(text);
      const entry = isPlain ? cache.find(viewer.scope, viewer.subject, text) : null;
      if (entry) {
        replies.entry(exchange, entry, 'hit');
        return watch?.hit(entry.question.operation, viewer, exchange.beganMs);
      }
      // Before anything is made of the text: who is refused must cost less than who is served.
      if (isPlain && request.headers['prefer'] === undefined && flow.turnsAway()) refuseQuickly(response, type!);
      else answer(exchange).catch(failFor(viewer));
    };
    try {
      if (type === null) checkMedia(request);
      if (type === null && hasGraphiql && isPage(request)) return void sendPage(request, response).catch(fail);
      const found = authenticator.authenticate(request.headers.authorization);
      if (found instanceof Promise) void afterLookUp({ request, response }, found, ask, fail);
      else ask(found);
    } catch (error) {
      fail(error);
    }
  }

  return handle;

  async function handOver(request: IncomingMessage, response: ServerResponse, viewer: Viewer): Promise<void> {
    response.setHeader(requestIdHeader, requestIdOf(request));
    checkForYoga(request, maxBodyBytes);
    const terms = termsOf(request);
    if (streams && takesEvents(request)) {
      const text = request.method === 'GET' ? request.url! : await bodyOf(request);
      const asked = await askedOf(request, text, viewer);
      if (asked?.operation.definition.operation === 'subscription') {
        if (asked.isNew) await register(viewer, asked.operation);
        return await streams.open({ request, response, viewer, ...asked });
      }
      if (request.method !== 'GET') Object.assign(request, { body: text }); // Yoga takes a body that was read already from there
    }
    const headers = { ...securityHeaders, ...budgetHeaders(flow, viewer) };
    response.setHeaders(new Map(Object.entries(headers)));
    const to = { request, response, type: json };
    await replies.inTime(to, terms, async (signal) => yoga(request, response, { viewer, terms, signal }));
  }

  async function sendPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeaders(new Map(Object.entries({ ...securityHeaders, ...pagePolicy })));
    await yoga(request, response, nobody);
  }

  /** What can run; for what cannot Yoga has the words. */
  async function askedOf(request: IncomingMessage, text: string, viewer: Viewer) {
    try {
      const asked = request.method === 'GET' ? parseAddress(text) : parseBody(text);
      const document = await documents.find(asked);
      const operation = await prepare({ text: document.text, operationName: asked.operationName, viewer });
      return 'errors' in operation ? null : { operation, variables: asked.variables, isNew: document.isNew };
    } catch (error) {
      if (error instanceof ClientError) return null;
      throw error;
    }
  }

  function bodyOf(request: IncomingMessage): Promise<string> {
    return new Promise((resolve, reject) => readBody(request, maxBodyBytes, resolve, reject));
  }
}
