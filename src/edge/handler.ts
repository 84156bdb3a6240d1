// /graphql at an edge: credential, then the cache by the text of the request; what it has not is asked of the back end.
// Writes, streams and whatever else is not a plain query pass through.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Viewer } from '../auth/verdicts.ts';
import type { Cache } from '../cache/cache.ts';
import { keysOf } from '../cache/key.ts';
import type { Token } from '../cache/token.ts';
import type { Witness } from '../cache/why.ts';
import { ClientError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { createEntrySender } from '../http/cached.ts';
import { directionsOf, hasNoDirections, tokensIn } from '../http/directions.ts';
import type { Exchange } from '../http/exchange.ts';
import { checkMedia, mediaTypeOf } from '../http/media-type.ts';
import { beganMsOf, noteOutcome } from '../http/meter.ts';
import { type Asked, type Params, parseAddress, parseBody } from '../http/params.ts';
import { respondRefusal } from '../http/refusal.ts';
import { requestIdOf } from '../http/request-id.ts';
import { json } from '../http/respond.ts';
import { afterLookUp } from '../http/terms.ts';
import type { RequestLog } from '../observability/request-log.ts';
import type { Document, Documents } from '../persisted/documents.ts';
import { createAdmission } from './admission.ts';
import { Away, type Backend } from './backend.ts';
import type { KindOf } from './operation-kind.ts';
import { type Reply, respondWith } from './origin.ts';

export interface EdgeHandlerOptions {
  readonly backend: Backend;
  readonly cache: Cache;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly documents: Documents;
  /** Then what passes through is looked at first, but for that of gateways. */
  readonly isRegisteredOnly: boolean;
  readonly isGateway: (request: IncomingMessage) => boolean;
  readonly kindOf: KindOf;
  /** Resolves when the edge knows of everything that was committed before the call, where these were committed. */
  readonly sync: (timeoutMs: number, tokens: readonly Token[]) => Promise<void>;
  /** Told of what is our defect, with the id of the request. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** For operators who look at single requests; null: there are none. */
  readonly watch?: Watch | null;
}

export interface Watch {
  readonly requests: RequestLog;
  readonly witness: Witness;
}

/** As at the origin, which refuses what is longer. */
const maxBodyBytes = 256 * 1024;
/** A writer waits for this edge to know of its write; after that the edge serves nothing from before it. */
const catchUpMs = 250;

export function createEdgeHandler(options: EdgeHandlerOptions) {
  const { backend, cache, authenticator, documents, isRegisteredOnly, isGateway, kindOf, sync, onError } = options;
  const { watch = null } = options;
  const admit = isRegisteredOnly ? createAdmission({ documents, authenticator, maxBodyBytes }) : async () => undefined;
  const sender = createEntrySender(cache.store, { name: 'clientele-edge' });
  /** Something was written through this edge, of which it has not heard: then no origin may answer from before it either. */
  let hasUnheard = false;
  const isDeaf = () => {
    if (hasUnheard && cache.isLive()) hasUnheard = false;
    return hasUnheard;
  };

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const beganMs = beganMsOf(response);
    const type = mediaTypeOf(request);
    const fail = (error: unknown) => refuse(response, type ?? json, error, onError);
    // Gateways ask another schema than clients, and are answered by the origin's cache.
    if (isGateway(request)) return void pass(request, response).catch(fail);
    if (type === null) {
      return void Promise.resolve(request)
        .then(checkMedia)
        .then(() => admit(request))
        .then((body) => pass(request, response, body))
        .catch(fail);
    }
    const ask = (viewer: Viewer) => {
      if (request.method === 'GET') return look({ request, response, type, viewer, text: request.url!, beganMs });
      readBody(request, maxBodyBytes, (text) => look({ request, response, type, viewer, text, beganMs }), fail);
    };
    const look = (exchange: Exchange) => {
      const { viewer, text } = exchange;
      const isPlain = hasNoDirections(request) && documents.isKnown(text);
      const entry = isPlain ? cache.find(scopeOf(viewer), viewer.subject, text) : null;
      if (!entry) return void answer(exchange).catch(fail);
      noteOutcome(response, 'hit');
      sender.send(request, response, entry, type, 'hit');
      watch?.requests.hit(entry.question.operation, viewer, exchange.beganMs);
    };
    try {
      const found = authenticator.authenticate(request.headers.authorization);
      if (found instanceof Promise) void afterLookUp({ request, response }, found, ask, fail);
      else ask(found);
    } catch (error) {
      fail(error);
    }
  }

  return handle;

  /** Texts lead to entries of this version only. */
  function scopeOf({ scope }: Viewer): string {
    return `${backend.buildId()} ${scope}`;
  }

  async function answer({ request, response, type, viewer, text, beganMs }: Exchange): Promise<void> {
    const isGet = request.method === 'GET';
    const asked = askedOrNull(text, isGet);
    const document = asked && (await documentOf(asked));
    if (document) documents.note(text, document);
    const params = asked && document && { ...asked, query: document.text };
    const kind = params && kindOf(params.query, params.operationName);
    if (params && kind === 'mutation' && !isGet) return write(request, response, text, params, viewer);
    const keys = kind === 'query' && params ? keysOrNull(backend.buildId(), viewer, params) : null;
    // What cannot be read is refused behind this edge, in the words used there; what is to be explained is known there.
    if (!params || !keys || params.extensions?.['cache'] === true)
      return pass(request, response, isGet ? undefined : text);
    const question = backend.question({ request, viewer, params, keys, text, type, isStrong: isDeaf() });
    const directions = directionsOf(request);
    const { subject } = viewer;
    const seen = watch?.requests.begin(viewer, beganMs);
    const operation = seen?.means(params.query, params.operationName, params.variables);
    const tell = watch?.witness.see({ ...question, ...directions });
    try {
      const served = await cache.serve({
        ...question,
        ...directions,
        operation,
        scope: scopeOf(viewer),
        subject,
        text,
      });
      seen?.end(served.outcome, tell?.(served));
      noteOutcome(response, served.outcome);
      if (served.answer) respondWith(response, served.answer.made as Reply);
      else sender.send(request, response, served.entry, type, served.outcome, served.isStored);
    } catch (error) {
      seen?.end('refused', { code: error instanceof ClientError ? error.code : 'INTERNAL' });
      if (!(error instanceof Away)) throw error;
      noteOutcome(response, 'refused');
      respondWith(response, error.reply);
    } finally {
      question.forget();
    }
  }

  /** Null: what clients register, the origin knows. */
  async function documentOf(asked: Asked): Promise<Document | null> {
    try {
      const document = await documents.find(asked);
      return document.isNew ? null : document;
    } catch (error) {
      if (error instanceof ClientError && error.code === 'PERSISTED_QUERY_NOT_FOUND') return null;
      throw error;
    }
  }

  /** Answered when this edge knows of it, as at the origin: whoever reads here next sees it, token or not. */
  async function write(
    request: IncomingMessage,
    response: ServerResponse,
    text: string,
    params: Params,
    viewer: Viewer,
  ): Promise<void> {
    const reply = await backend.write(request, text, params, viewer);
    await taken(reply.headers);
    noteOutcome(response, 'mutation');
    respondWith(response, reply);
  }

  function pass(request: IncomingMessage, response: ServerResponse, body?: string): Promise<void> {
    noteOutcome(response, 'passed');
    return backend.pass(request, response, body, taken);
  }

  /** If something was written, this edge knows of it, or serves nothing from before it. */
  async function taken(headers: IncomingHttpHeaders): Promise<void> {
    const position = headers['x-clientele-position'];
    if (position === undefined) return;
    await sync(catchUpMs, tokensIn(String(position))).catch(() => {
      cache.distrust();
      hasUnheard = true;
    });
  }
}

function keysOrNull(buildId: string, viewer: Viewer, params: Params): ReturnType<typeof keysOf> | null {
  try {
    return keysOf(buildId, viewer, params);
  } catch {
    return null;
  }
}

/** Throws LIMIT_EXCEEDED: what is too large goes no further. */
function askedOrNull(text: string, isGet: boolean): Asked | null {
  try {
    return isGet ? parseAddress(text) : parseBody(text);
  } catch (error) {
    if (error instanceof ClientError && error.code === 'LIMIT_EXCEEDED') throw error;
    return null;
  }
}

function refuse(response: ServerResponse, type: string, error: unknown, onError: EdgeHandlerOptions['onError']): void {
  noteOutcome(response, 'refused');
  const known = error instanceof ClientError ? error : null;
  if (!known) onError(error, requestIdOf(response.req));
  const { code, message, details } = known ?? new ClientError('UNAVAILABLE', 'The edge could not answer; try again.');
  const errors = [{ message, extensions: { code, ...details } }];
  const mayRetry = code === 'UNAVAILABLE' && details['retryable'] !== false;
  respondRefusal(response, type, code, errors, mayRetry ? { 'retry-after': '1' } : {});
}
