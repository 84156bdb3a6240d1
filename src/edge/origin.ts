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
import { ClientError } from '../errors.ts';
import { edgeKeyHeader } from '../http/edge-access.ts';
import { json, respond } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { joinUpgrade } from './upgrade.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

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
  stop(): void;
}

interface Sent {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | undefined;
}

export interface OriginClientOptions {
  readonly url: string;
  readonly edgeKey: string;
  /** Requests at once; as many again wait. @default 256 */
  readonly mostAtOnce?: number;
  /** An origin answers or gives up in 10 s itself. @default 15,000 */
  readonly answeredWithinMs?: number;
}

/** RFC 9110 §7.6.1: of this connection alone; and what only an edge may say. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  edgeKeyHeader,
]);

/** An old connection was closed before anything came over it. */
const goodbye = new Error('the origin closed a connection that was used again');

export function createOriginClient({
  url,
  edgeKey,
  mostAtOnce = 256,
  answeredWithinMs = 15_000,
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
  let underWay = 0;

  const unavailable = (error?: unknown) =>
    new ClientError('UNAVAILABLE', 'The origin does not answer now; try again.', { retryable: true }, error);

  /** One request with its whole answer. */
  function exchange(through: PlainAgent, sent: Sent, timeoutMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { method, path, headers, body } = sent;
      const request = send({ agent: through, hostname, port, method, path, headers });
      const timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
      let hasAnswer = false;
      const fail = (error: NodeJS.ErrnoException) => {
        const isGoodbye = request.reusedSocket && !hasAnswer && error.code === 'ECONNRESET';
        reject(unavailable(isGoodbye ? goodbye : error));
      };
      request.once('close', () => clearTimeout(timer));
      request.once('error', fail);
      request.once('response', (response) => {
        hasAnswer = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', fail);
        response.once('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      request.end(body);
    });
  }

  /** The same, unless too many wait. */
  async function exchangeInTurn(sent: Sent, timeoutMs: number): Promise<Reply> {
    if (underWay >= 2 * mostAtOnce) throw unavailable(new Error('too many requests wait'));
    underWay++;
    try {
      return await exchange(agent, sent, timeoutMs);
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
    const sent = { method, path, headers: { ...given, [edgeKeyHeader]: edgeKey, ...length }, body };
    const once = () =>
      path.startsWith('/_cache/') ? exchange(control, sent, timeoutMs) : exchangeInTurn(sent, timeoutMs);
    return once().catch((error: unknown) => {
      if (mayRepeat && error instanceof ClientError && error.cause === goodbye) return once();
      throw error;
    });
  }

  /** What goes on to the origin, with the address of who sent it. */
  function headersOf({ headers, socket }: IncomingMessage): Record<string, string | string[]> {
    const kept: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !hopByHop.has(name) && !name.startsWith('x-forwarded-')) kept[name] = value;
    }
    if (socket.remoteAddress) kept['x-forwarded-for'] = socket.remoteAddress;
    kept['host'] = base.host; // by which TLS, and what stands before the origin, know it
    return kept;
  }

  const answerHeaders = (headers: IncomingHttpHeaders) => ({ ...securityHeaders, ...goingOn(headers) });

  return {
    ask,
    open(path, onOpen, onEnd) {
      const request = send({
        agent: control,
        hostname,
        port,
        method: 'GET',
        path,
        headers: { [edgeKeyHeader]: edgeKey },
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
    pass(request, response, body, before = async () => {}) {
      return new Promise((resolve, reject) => {
        const headers = headersOf(request);
        if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
        const onward = send({ agent: passing, hostname, port, method: request.method, path: request.url, headers });
        let timer: NodeJS.Timeout | undefined;
        const asked = () => {
          timer = setTimeout(() => onward.destroy(new Error('no answer in time')), answeredWithinMs);
        };
        onward.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
        onward.once('error', (error) => (response.headersSent ? response.destroy() : reject(unavailable(error))));
        onward.once('response', async (answer) => {
          clearTimeout(timer);
          answer.once('error', () => response.destroy());
          await before(answer.headers);
          if (response.destroyed) return void answer.destroy();
          response.writeHead(answer.statusCode!, answerHeaders(answer.headers));
          answer.pipe(response);
        });
        // A client that has gone needs no answer.
        response.once('close', () => onward.destroy());
        if (body !== undefined) {
          asked();
          onward.end(body);
        } else {
          request.pipe(onward);
          request.once('end', asked);
        }
      });
    },
    forward(request, body) {
      const headers = { ...headersOf(request), 'content-length': String(Buffer.byteLength(body)) };
      return exchangeInTurn({ method: request.method, path: request.url, headers, body }, answeredWithinMs);
    },
    passUpgrade(request, socket, head) {
      const headers = { ...headersOf(request), connection: 'Upgrade', upgrade: request.headers.upgrade ?? '' };
      const onward = send({ agent: false, hostname, port, method: 'GET', path: request.url, headers });
      joinUpgrade({ onward, socket, head, answeredWithinMs });
    },
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

/** Each node says itself whose pages may read its answers. */
function goingOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !hopByHop.has(name) && !name.startsWith('access-control-'),
    ),
  );
}
