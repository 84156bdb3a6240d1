// Writing answers: one writeHead and one end, with the length known, so that Node sends one packet and keeps the connection.
import type { ServerResponse } from 'node:http';

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
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': bytes.length });
  response.end(bytes);
}
