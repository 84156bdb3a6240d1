// The listener: health, GraphQL, what operators ask, and nothing else. Slow and endless requests are cut off by Node's own timers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ClientError, statusOf } from '../errors.ts';
import type { HttpReadings } from '../observability/http-metrics.ts';
import type { Tracer } from '../observability/span.ts';
import { refuseSocket, refuseUnread } from './bad-request.ts';
import { createConnections } from './connections.ts';
import { createCors } from './cors.ts';
import { createDeparture, createResponseClass, type Leaving } from './departure.ts';
import { createHealth, type HealthOptions } from './health.ts';
import type { Internal } from './internal.ts';
import { createMeter, type MeasuredResponse } from './meter.ts';
import { json, respond } from './respond.ts';
import { type SlowReadersOptions, watchSlowReaders } from './slow-readers.ts';
import { createHostCheck, createTargetCheck } from './target.ts';
import { beginSpan } from './tracing.ts';

export interface HttpServerOptions {
  readonly port: number;
  readonly host: string;
  /** Handles /graphql. */
  readonly graphql: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** For operators and edges; the first that knows the path answers. @default nobody */
  readonly internal?: readonly Internal[];
  /** Connections that change their protocol. @default refused */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What this process needs to answer: asked for each /readyz. */
  readonly parts: HealthOptions['parts'];
  /** Who is told of them. @default nobody */
  readonly isOperator?: HealthOptions['isOperator'];
  /** Null: requests are not traced. */
  readonly tracer?: Tracer | null;
  /** From the first sign of a stop until nobody new is taken: for balancers to look. @default 0 */
  readonly drainDelayMs?: number;
  /** For responses that have begun by then. @default 20,000 */
  readonly drainMs?: number;
  /** Whose pages may read answers. @default none */
  readonly corsOrigins?: readonly string[];
  /** By which names /graphql is served. @default any */
  readonly hosts?: readonly string[] | undefined;
  /** For slow clients. */
  readonly patience?: Patience;
}

export interface Patience extends SlowReadersOptions {
  /** @default 8,000 */
  readonly headersMs?: number;
  /** Headers and body. @default 12,000 */
  readonly requestMs?: number;
}

export interface RunningServer {
  readonly port: number;
  /** For metrics. */
  readings(): HttpReadings;
  /** /readyz says no while everything is answered; resolves when balancers have had time to look, and nobody new is taken. */
  retire(leaving?: Leaving): Promise<void>;
  /** Lets running requests finish for up to 20 s, then cuts them off. */
  stop(): Promise<void>;
}

/** 20 KB each when they are idle. */
const mostConnections = 10_000;

export async function startHttpServer({
  port,
  host,
  graphql,
  internal = [],
  upgrade,
  parts,
  isOperator,
  tracer = null,
  drainDelayMs: delayMs = 0,
  drainMs = 20_000,
  corsOrigins = [],
  hosts,
  patience: { headersMs = 8_000, requestMs = 12_000, ...slowReaders } = {},
}: HttpServerOptions): Promise<RunningServer> {
  const cors = createCors(corsOrigins);
  const checkTarget = createTargetCheck();
  const checkHost = createHostCheck(hosts);

  const connections = createConnections();
  const server = createServer(
    {
      ServerResponse: createResponseClass({ isLast: () => departure.isLast() }),
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, headersMs),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
      noDelay: true,
      requireHostHeader: false, // its refusal has no code; ours has
    },
    (request, response) => {
      if (!connections.asked(request.socket, response)) return;
      if (health((request.url ?? '').split('?', 1)[0]!, request, response)) return;
      try {
        answer(request, response);
      } catch (error) {
        refuse(response, error);
      }
    },
  );
  server.maxConnections = mostConnections;
  server.on('clientError', refuseUnread);
  const readers = watchSlowReaders(slowReaders);
  const departure = createDeparture({ server, delayMs, drainMs, connections });
  const { isLeaving } = departure;
  const health = createHealth({ parts, isOperator, isLeaving });
  const meter = createMeter();

  function answer(request: IncomingMessage, response: MeasuredResponse): void {
    checkTarget(request);
    const path = request.url!.split('?', 1)[0]!;
    if (path !== '/graphql') {
      if (internal.some((each) => each(path, request, response))) return;
      throw new ClientError('NOT_FOUND', 'There is /graphql, /livez and /readyz.');
    }
    meter.begin(response);
    if (tracer) beginSpan(tracer, request, response);
    checkHost(request);
    cors.allow(request, response);
    const { method } = request;
    if (method === 'GET' || method === 'POST') return void graphql(request, response);
    if (method !== 'OPTIONS') throw new ClientError('METHOD_NOT_ALLOWED', 'Use POST, or GET for queries.');
    cors.preflight(request, response);
  }

  server.on('connection', (socket: Socket) => {
    connections.opened(socket);
    readers.watch(socket);
    meter.watch(socket);
  });

  if (upgrade) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!connections.upgraded(socket)) return;
      try {
        checkTarget(request);
        if (request.url!.split('?', 1)[0] !== '/graphql')
          throw new ClientError('NOT_FOUND', 'WebSockets are at /graphql.');
        checkHost(request);
        cors.checkUpgrade(request);
        upgrade(request, socket, head);
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        refuseSocket(socket, error.code, error.message);
      }
    });
  }
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    readings: meter.read,
    retire: departure.begin,
    async stop() {
      await departure.end();
      readers.stop();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Before anybody looked at what is asked. */
function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof ClientError)) throw error;
  const { code, message } = error;
  const allow = code === 'METHOD_NOT_ALLOWED' && { allow: 'GET, POST, OPTIONS' };
  respond(response, statusOf(code), json, JSON.stringify({ error: { code, message } }), { ...allow });
}
