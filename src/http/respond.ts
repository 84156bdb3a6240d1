// Writing answers: one writeHead and one end, with the length known, so that Node sends one packet and keeps the connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdHeader, requestIdOf } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';

export const json = 'application/json; charset=utf-8';
export const graphqlJson = 'application/graphql-response+json; charset=utf-8';

export function respond(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    [requestIdHeader]: requestIdOf(response.req),
    ...(status >= 400 && isLong(response.req) && { connection: 'close' }),
    'content-type': type,
    'content-length': bytes.length,
  });
  response.end(bytes);
}

/** Node would read on, to the end, what nobody wants. */
const mostUnreadBytes = 64 * 1024;

function isLong({ headers, complete }: IncomingMessage): boolean {
  return (
    !complete &&
    (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > mostUnreadBytes)
  );
}
