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
import { beganMsOf, noteOutcome } from '../http/meter.ts';
import { parseAddress, parseBody } from '../http/params.ts';
import { createQuickRefusal, respondRefusal } from '../http/refusal.ts';
import { requestIdHeader, requestIdOf } from '../http/request-id.ts';
import { json, respond } from '../http/respond.ts';
import { pagePolicy, securityHeaders } from '../http/security-headers.ts';
import { lifeOf, termsOf, waitedHeaders } from '../http/terms.ts';
import { overloaded } from '../limits/admission.ts';
import type { Terms } from '../limits/terms.ts';
import type { Documents } from '../persisted/documents.ts';
import { codeOf, maskError, type Report } from './errors.ts';
import type { EventStreams } from './event-streams.ts';
import type { Execute, Outcome } from './execute.ts';
import { explain, withExtensions } from './explain.ts';
import type { Flow } from './flow.ts';
import { checkForYoga, isPage, takesEvents } from './hand-over.ts';
import type { ExecutionOutcome } from './operations.ts';
import type { Register } from './persisted-rows.ts';
import type { YogaServerContext } from './plugins/result.ts';
import type { Prepare } from './preparation.ts';
import { questionOf } from './question.ts';
import { asksForReceipt, budgetHeaders, receiptOf, retryHeaders } from './receipt.ts';
import type { Watch, Watched } from './watching.ts';

export interface HandlerOptions {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly documents: Documents;
  readonly register: Register;
  readonly prepare: Prepare;
  readonly execute: Execute;
  readonly flow: Flow;
  readonly cache: Cache;
  /** What an answer depends on besides data and viewer: the code that makes it. */
  readonly buildId: string;
  readonly report: Report;
  /** Edges get entries with what they depend on, in a form of their own. */
  readonly isEdge: (request: IncomingMessage) => boolean;
  readonly sendToEdge: (response: ServerResponse, entry: Entry, outcome: CacheOutcome, viewer: Viewer) => void;
  /** For all that is not plain. */
  readonly yoga: (request: IncomingMessage, response: ServerResponse, context: YogaServerContext) => unknown;
  /** Whether browsers get GraphiQL, which asks for nobody's data and needs no key. */
  readonly hasGraphiql: boolean;
  /** Answers subscriptions; null: they are refused. */
  readonly streams: EventStreams | null;
  /** For operators who look at single requests; null: there are none. */
  readonly watch: Watch | null;
}

/** A body of 256 KB holds a batch of 100 rows with room; longer ones belong into an import. */
const maxBodyBytes = 256 * 1024;

/** Opens GraphiQL. */
const nobody: YogaServerContext = { viewer: null, terms: undefined, signal: undefined };

/** A request on its way: `text` is its body, or the address of a GET. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the answer. */
  readonly type: string;
  readonly viewer: Viewer;
  readonly text: string;
  /** When its head had come. */
  readonly beganMs: number;
}

export function createHandler(options: HandlerOptions) {
  const { authenticator, documents, register, prepare, execute, flow, cache, buildId, report } = options;
  const { isEdge, sendToEdge, yoga, hasGraphiql, streams, watch } = options;
  const sender = createEntrySender(cache.store);
  const refuseQuickly = createQuickRefusal(Array.from({ length: 32 }, overloaded));

  const masked = (request: IncomingMessage, error: unknown) => ({
    errors: [maskError(error, report, requestIdOf(request))],
  });

  /** No promise on the way of a hit: its credential and its answer are known. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    const beganMs = beganMsOf(response);
    const type = mediaTypeOf(request);
    const fail = (error: unknown) => refuse(response, type ?? json, masked(request, error));
    const failFor = (viewer: Viewer) => (error: unknown) =>
      refuse(response, type ?? json, masked(request, error), budgetHeaders(flow, viewer));
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
        sendEntry(exchange, entry, 'hit');
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
      if (found instanceof Promise) found.then(ask).catch(fail);
      else ask(found);
    } catch (error) {
      fail(error);
    }
  }

  return handle;

  /** `run` within the time that the request has. */
  async function inTime(
    { request, response, type }: Pick<Exchange, 'request' | 'response' | 'type'>,
    terms: Terms,
    run: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const onDeadline = (error: unknown) => refuse(response, type, masked(request, error));
    const life = lifeOf(response, terms, onDeadline);
    try {
      await run(life.signal);
    } finally {
      life.end();
    }
  }

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
    await inTime({ request, response, type: json }, terms, async (signal) =>
      yoga(request, response, { viewer, terms, signal }),
    );
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

  async function answer(exchange: Exchange): Promise<void> {
    const watched = watch?.begin(exchange.viewer, exchange.beganMs);
    try {
      const terms = termsOf(exchange.request);
      await inTime(exchange, terms, (signal) => answerInTime(exchange, terms, signal, watched));
    } catch (error) {
      watched?.refused(error);
      throw error;
    }
  }

  async function answerInTime(exchange: Exchange, terms: Terms, signal: AbortSignal, watched?: Watched): Promise<void> {
    const { request, type, response, viewer, text } = exchange;
    const asked = request.method === 'GET' ? parseAddress(text) : parseBody(text);
    const document = await documents.find(asked);
    documents.note(text, document);
    const params = { ...asked, query: document.text };
    const { operationName } = params;
    const meant = { text: document.text, operationName, viewer, signal };
    const operation = await terms.trace.during('prepare', () => prepare(meant));
    if ('errors' in operation) {
      flow.budget.punish(viewer);
      watched?.wrote(operation, terms);
      return refuse(response, type, operation, budgetHeaders(flow, viewer));
    }
    const kind = operation.definition.operation;
    if (kind === 'subscription')
      throw new ClientError('BAD_REQUEST', 'Subscriptions need `Accept: text/event-stream` or a WebSocket.');
    if (kind === 'mutation' && request.method === 'GET')
      throw new ClientError('METHOD_NOT_ALLOWED', 'A mutation needs POST: addresses are fetched by whoever sees them.');
    if (document.isNew) await register(viewer, operation);
    const hasReceipt = asksForReceipt(params.extensions, terms);
    const { variables } = params;
    if (kind === 'mutation') {
      watched?.request.means(document.text, operation.definition.name?.value, variables);
      const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
      const outcome = await execute({ asText: true, operation, variables, viewer, idempotencyKey, terms, signal });
      watched?.wrote(outcome, terms);
      noteOutcome(response, 'mutation');
      return send(exchange, outcome, terms, hasReceipt);
    }
    const question = questionOf({ execute, buildId, viewer, operation, params, terms, request: watched?.request });
    const directions = directionsOf(request);
    watched?.asks({ ...question, ...directions });
    const isExplained = params.extensions?.['cache'] === true;
    const { scope, subject } = viewer;
    const key = isExplained || hasReceipt ? null : text;
    const served = await cache
      .serve({ ...question, ...directions, scope, subject, text: key, signal })
      .finally(question.forget);
    watched?.served(served, terms);
    const cacheStatus = cacheStatusOf(served.outcome, served.isStored);
    noteOutcome(response, served.outcome);
    if (served.answer) return send(exchange, served.answer.made as Outcome, terms, hasReceipt, cacheStatus);
    if (key !== null) {
      const waited = Object.entries(waitedHeaders(terms)).flat();
      return sendEntry(exchange, served.entry, served.outcome, served.isStored, [
        ...flow.budget.headers(viewer),
        ...waited,
      ]);
    }
    const extensions = {
      ...(isExplained && { cache: await explain(cache, question, served) }),
      ...(hasReceipt && { cost: receiptOf(flow, viewer, terms, cacheStatus) }),
    };
    respond(response, 200, type, withExtensions(served.entry.body.toString(), extensions), {
      ...budgetHeaders(flow, viewer),
      ...waitedHeaders(terms),
    });
  }

  function sendEntry(
    { request, response, type, viewer }: Exchange,
    entry: Entry,
    outcome: CacheOutcome,
    isStored = false,
    more = flow.budget.headers(viewer),
  ): void {
    noteOutcome(response, outcome);
    if (outcome === 'hit') flow.usage.add(viewer, entry.question.name, 'hits');
    if (isEdge(request)) sendToEdge(response, entry, outcome, viewer);
    else sender.send(request, response, entry, type, outcome, isStored, more);
  }

  /** What the executor made, for this request alone. */
  function send(
    { request, response, type, viewer }: Exchange,
    outcome: Outcome,
    terms: Terms,
    hasReceipt: boolean,
    cacheStatus?: string,
  ): void {
    const { data, errors, extensions, body, isReplayed } = outcome;
    const headers = { ...budgetHeaders(flow, viewer), ...waitedHeaders(terms) };
    if (body === undefined && data === undefined) {
      refuse(response, type, outcome, headers);
      return;
    }
    const position = extensions?.['position'];
    const more = hasReceipt && { cost: receiptOf(flow, viewer, terms, cacheStatus) };
    const text =
      body ?? JSON.stringify({ data, errors, ...((extensions || more) && { extensions: { ...extensions, ...more } }) });
    respond(response, 200, type, body !== undefined && more ? withExtensions(body, more) : text, {
      ...headers,
      ...(cacheStatus && { 'cache-status': cacheStatus }),
      ...(isReplayed && { 'idempotency-replayed': 'true' }),
      ...(typeof position === 'string' && positionHeaders(request, position)),
    });
  }
}

/** Nothing ran. */
function refuse(
  response: ServerResponse,
  type: string,
  { errors = [] }: ExecutionOutcome,
  headers: Record<string, string> = {},
): void {
  noteOutcome(response, 'refused');
  respondRefusal(response, type, codeOf(errors), errors, { ...headers, ...retryHeaders(errors) });
}
