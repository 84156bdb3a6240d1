// The listener: health, GraphQL, what operators ask, and nothing else. Slow and endless requests are cut off by Node's own timers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Internal } from './internal.ts';
import { json, respond } from './respond.ts';

export interface HttpServerOptions {
  readonly port: number;
  readonly host: string;
  /** Handles /graphql. */
  readonly graphql: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** For operators and edges; the first that knows the path answers. @default nobody */
  readonly internal?: readonly Internal[];
  /** Connections that change their protocol. @default refused */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Whether this process can answer: asked for each /readyz. */
  readonly isReady: () => Promise<boolean>;
}

export interface RunningServer {
  readonly port: number;
  /** Stops listening, lets running requests finish for up to 20 s, then cuts them off. */
  stop(): Promise<void>;
}

const drainMs = 20_000;

export async function startHttpServer({
  port,
  host,
  graphql,
  internal = [],
  upgrade,
  isReady,
}: HttpServerOptions): Promise<RunningServer> {
  let isDraining = false;
  const text = 'text/plain; charset=utf-8';

  /** Connections that have not asked anything yet: Node does not count them as idle. */
  const silent = new Set<Socket>();
  const server = createServer(
    {
      headersTimeout: 8_000,
      requestTimeout: 12_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
      noDelay: true,
    },
    (request, response) => {
      silent.delete(request.socket);
      if (isDraining) response.setHeader('connection', 'close');
      const path = (request.url ?? '').split('?', 1)[0]!;
      if (path === '/graphql') return void graphql(request, response);
      if (path === '/livez') return respond(response, 200, text, 'ok');
      if (path === '/readyz') return void ready(response);
      if (internal.some((answer) => answer(path, request, response))) return;
      respond(
        response,
        404,
        json,
        JSON.stringify({ error: { code: 'NOT_FOUND', message: 'There is /graphql, /livez and /readyz.' } }),
      );
    },
  );

  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });

  async function ready(response: ServerResponse): Promise<void> {
    const isFine = !isDraining && (await isReady().catch(() => false));
    respond(response, isFine ? 200 : 503, text, isFine ? 'ok' : 'unavailable');
  }

  /** Node's server knows nothing of them any more. */
  const upgraded = new Set<Duplex>();
  if (upgrade) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      silent.delete(request.socket);
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      upgrade(request, socket, head);
    });
  }
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Again and again: a connection whose answer began before the drain is kept alive when that has gone out.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      server.closeIdleConnections();
      for (const socket of [...silent, ...upgraded]) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
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
