// The origin as an edge asks it: over connections that stay open, with a bound on how many and how long.
// Invariant: nothing of the channel between the two reaches a client, and nothing that a client sends opens it.
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request as requestPlain,
  type ServerResponse,
} from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { edgeKeyHeader } from '../http/edge-access.ts';
import { edgeNameHeader } from '../http/edge-roll.ts';
import { json, respond } from '../http/respond.ts';
import { onwardHeaders } from '../http/tracing.ts';
import type { EdgeReadings } from '../observability/edge-metrics.ts';
import { createExchange, type Reply, type Sent } from './exchange.ts';
import { createPassage, goingOn, isHopByHop } from './passage.ts';
import { createRoundTrips } from './round-trips.ts';
import { tooMany, unanswered, unavailable } from './unanswered.ts';
import { joinUpgrade } from './upgrade.ts';

export type { Reply };

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** It changes nothing: when a connection was closed just as it was used again, it is asked once more. @default true */
  readonly mayRepeat?: boolean;
}

export interface OriginClient {
  /** With the edge key. Rejects with UNAVAILABLE when the origin does not answer. */
  ask(ask: Ask): Promise<Reply>;
  /** A response that does not end, with the edge key. `onOpen` is told its type, and takes its bytes. The function returned cuts it off. */
  open(
    path: string,
    onOpen: (type: string | undefined) => (chunk: Buffer) => void,
    onEnd: (error: Error | null) => void,
  ): () => void;
  /** What a client sent to where it was going, without the edge key; `body` if it has been read already. `before`: the answer goes out. */
  pass(
    request: IncomingMessage,
    response: ServerResponse,
    body?: string,
    before?: (headers: IncomingHttpHeaders) => Promise<void>,
  ): Promise<void>;
  /** The same, answered as a whole. */
  forward(request: IncomingMessage, body: string): Promise<Reply>;
  /** A connection that changes its protocol, such as a WebSocket. */
  passUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The origin is back after a silence, in which connections may have been lost without a word: none of those that rest is used again,
   *  and questions that are not answered soon are asked once more. */
  renew(): void;
  /** Ends the streams of clients, to come back in a while; each at the next end of an event. */
  leave(): void;
  /** For metrics. */
  readings(): Pick<EdgeReadings, 'roundTrips' | 'failures' | 'underWay'>;
  stop(): void;
}

export interface OriginClientOptions {
  readonly url: string;
  readonly edgeKey: string;
  /** By which operators of the origin know this edge. @default by its address */
  readonly name?: string;
  /** Requests at once; as many again wait. @default 256 */
  readonly mostAtOnce?: number;
  /** An origin answers or gives up in 10 s itself. @default 15,000 */
  readonly answeredWithinMs?: number;
  /** The origin says nothing at all: then questions are given up after a second. @default never */
  readonly isSilent?: () => boolean;
}

export function createOriginClient({
  url,
  edgeKey,
  name,
  mostAtOnce = 256,
  answeredWithinMs = 15_000,
  isSilent = () => false,
}: OriginClientOptions): OriginClient {
  const base = new URL(url);
  const isTls = base.protocol === 'https:';
  const send = isTls ? requestTls : requestPlain;
  const agent = new (isTls ? TlsAgent : PlainAgent)({
    keepAlive: true,
    maxSockets: mostAtOnce,
    keepAliveMsecs: 10_000,
  });
  // Of its own: requests must not wait for streams, nor be waited for by the questions that tell whether the node is fresh.
  const control = new (isTls ? TlsAgent : PlainAgent)({ keepAlive: true });
  // Of clients alone: some of their answers are streams without an end, and none of their bytes meet the edge key on a connection.
  const passing = new (isTls ? TlsAgent : PlainAgent)({ keepAlive: true });
  const { port } = base;
  const hostname = base.hostname.replace(/^\[|\]$/g, '');
  const channel = { [edgeKeyHeader]: edgeKey, ...(name !== undefined && { [edgeNameHeader]: name }) };
  let underWay = 0;
  const trips = createRoundTrips();
  const to = { hostname, port };
  const passage = createPassage({ send: (options) => send({ agent: passing, ...to, ...options }), answeredWithinMs });
  const { exchange, hurry } = createExchange({ send, to, isSilent });

  /** Unless too many wait. */
  async function exchangeInTurn(sent: Sent, waited: { timeoutMs: number; isQuestion: boolean }): Promise<Reply> {
    if (underWay >= 2 * mostAtOnce) throw tooMany;
    underWay++;
    try {
      return await exchange(sent, { through: agent, ...waited });
    } finally {
      underWay--;
    }
  }

  function ask({
    method,
    path,
    headers = {},
    body,
    timeoutMs = answeredWithinMs,
    mayRepeat = true,
  }: Ask): Promise<Reply> {
    const given = Object.fromEntries(
      Object.entries(headers).filter(([, value]) => value !== undefined),
    ) as Sent['headers'];
    const length = body !== undefined && { 'content-length': String(Buffer.byteLength(body)) };
    const sent = { method, path, headers: { ...given, ...channel, ...length }, body };
    const waited = { timeoutMs, isQuestion: mayRepeat };
    const isControl = path.startsWith('/_cache/');
    const answered = isControl ? exchange(sent, { through: control, ...waited }) : exchangeInTurn(sent, waited);
    const asked = answered.catch((error: unknown) => Promise.reject(unavailable(error)));
    return trips.time(isControl ? 'control' : mayRepeat ? 'query' : 'write', asked);
  }

  /** What goes on to the origin, with the address of who sent it. */
  function headersOf(request: IncomingMessage): Record<string, string | string[]> {
    const { headers, socket } = request;
    const kept: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !isHopByHop(name) && !name.startsWith('x-forwarded-')) kept[name] = value;
    }
    if (socket.remoteAddress) kept['x-forwarded-for'] = socket.remoteAddress;
    for (const [name, value] of Object.entries(onwardHeaders(request))) if (value !== undefined) kept[name] = value;
    kept['host'] = base.host; // by which TLS, and what stands before the origin, know it
    return kept;
  }

  return {
    ask,
    open(path, onOpen, onEnd) {
      const request = send({
        agent: control,
        hostname,
        port,
        method: 'GET',
        path,
        headers: channel,
      });
      let isOver = false;
      const end = (error: Error | null) => {
        if (isOver) return;
        isOver = true;
        request.destroy();
        onEnd(error);
      };
      request.once('error', end);
      request.once('response', (response) => {
        if (response.statusCode !== 200)
          return end(new Error(`the origin answered ${response.statusCode}: has it the same EDGE_KEY?`));
        const onChunk = onOpen(response.headers['content-type']);
        response.on('data', (chunk: Buffer) => {
          try {
            if (!isOver) onChunk(chunk);
          } catch (error) {
            end(error as Error);
          }
        });
        response.once('close', () => end(null));
        response.once('error', end);
      });
      request.end();
      return () => end(null);
    },
    pass: async (request, response, body, before) =>
      passage.pass({ request, response, headers: headersOf(request), body, before }),
    forward(request, body) {
      const headers = { ...headersOf(request), 'content-length': String(Buffer.byteLength(body)) };
      const sent = { method: request.method, path: request.url, headers, body };
      const answered = exchangeInTurn(sent, { timeoutMs: answeredWithinMs, isQuestion: false });
      return trips.time('write', answered).catch((error: unknown) => Promise.reject(unanswered(request, error)));
    },
    passUpgrade(request, socket, head) {
      // Each node speaks for itself: which pages may ask was judged by this one.
      const { origin: _, ...rest } = headersOf(request);
      const headers = { ...rest, connection: 'Upgrade', upgrade: request.headers.upgrade ?? '' };
      const onward = send({ agent: false, hostname, port, method: 'GET', path: request.url, headers });
      joinUpgrade({ onward, socket, head, answeredWithinMs });
    },
    renew() {
      for (const { freeSockets } of [agent, control, passing])
        for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
      hurry();
    },
    leave() {
      passage.leave();
    },
    readings: () => ({ ...trips.read(), underWay }),
    stop() {
      for (const each of [agent, control, passing]) each.destroy();
    },
  };
}

/** What the origin answered to this request alone. */
export function respondWith(response: ServerResponse, { status, headers, body }: Reply): void {
  const { 'content-type': type = json, 'content-length': _, ...rest } = headers;
  respond(response, status, type, body, goingOn(rest) as Record<string, string>);
}
