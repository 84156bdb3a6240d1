// What is refused without a response to write to: requests that Node's parser refuses or gives up waiting for, and connections that may
// not change their protocol. An answer with a code, and the end of the connection.
// Invariant: nothing that the client sent comes back.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, statusOf } from '../errors.ts';
import { json } from './respond.ts';
import { securityHeaders } from './security-headers.ts';

const known: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['HEADERS_TOO_LARGE', 'The address and all headers together are longer than 16 KB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 'The request did not come in time: headers in 8 s, all of it in 12 s.'],
};

export function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  // More came behind a request that was to be the last: its answer goes out, and the connection ends by itself.
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [code, message] = known[error.code ?? ''] ?? ['BAD_REQUEST', 'This is no request of HTTP/1.1.'];
  refuseSocket(socket, code, message);
}

export function refuseSocket(socket: Duplex, code: ErrorCode, message: string): void {
  if (!socket.writable) return void socket.destroy();
  const status = statusOf(code);
  const body = JSON.stringify({ error: { code, message } });
  const headers = { ...securityHeaders, connection: 'close', 'content-type': json, 'content-length': body.length };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
