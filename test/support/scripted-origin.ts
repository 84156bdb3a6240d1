// An origin that does what a test wants. Invariant: each test begins with one that answers `{}`, refuses other protocols and has seen nothing.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ScriptedOrigin {
  readonly url: string;
  /** But for what edges ask for themselves, which is refused. */
  readonly seen: IncomingMessage[];
  onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  onUpgrade: (request: IncomingMessage, socket: Socket) => void;
  /** As at the beginning. */
  reset(): void;
  /** Ends what connections there are. */
  cut(): void;
  stop(): void;
}

export async function startScriptedOrigin(): Promise<ScriptedOrigin> {
  const server = createServer((request, response) => {
    if (request.url!.startsWith('/_cache/')) return void response.writeHead(503).end();
    origin.seen.push(request);
    origin.onRequest(request, response);
  });
  server.on('upgrade', (request, socket) => origin.onUpgrade(request, socket as Socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin: ScriptedOrigin = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    onRequest: () => {},
    onUpgrade: () => {},
    reset() {
      origin.seen.length = 0;
      origin.onRequest = (_, response) => void response.end('{}');
      origin.onUpgrade = (_, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    },
    cut: () => server.closeAllConnections(),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  origin.reset();
  return origin;
}
