// The files of the console's page: three, made of src/console/page by `npm run console` and committed.
// Invariant: the page loads and asks nothing but its own node, and runs no script but its own.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Internal } from '../http/internal.ts';
import { respond } from '../http/respond.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
};

export function createPage(folder = join(import.meta.dirname, 'generated')): Internal {
  // Read at the start: a file that is missing is told then, and not to who looks.
  const files = new Map(
    Object.keys(types).map((name) => {
      const body = readFileSync(join(folder, name));
      const etag = `W/"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
      return [name, { body, gzip: gzipSync(body, { level: 9 }), etag }];
    }),
  );

  function send(name: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const { body, gzip, etag } = files.get(name)!;
    const all = { 'content-security-policy': policy, 'cache-control': 'no-cache', vary: 'accept-encoding', etag };
    if (headers['if-none-match'] === etag) return void response.writeHead(304, all).end();
    const isZipped = /\bgzip\b/.test(String(headers['accept-encoding']));
    const encoded = isZipped ? { body: gzip, headers: { ...all, 'content-encoding': 'gzip' } } : { body, headers: all };
    respond(response, 200, types[name]!, encoded.body, encoded.headers);
  }

  return (path, request, response) => {
    if (path !== '/console' && !path.startsWith('/console/')) return false;
    const name = path.slice('/console/'.length) || 'index.html';
    if (!Object.hasOwn(types, name)) return false;
    if (request.method === 'GET' || request.method === 'HEAD') send(name, request, response);
    else respond(response, 405, 'text/plain; charset=utf-8', 'Use GET.', { allow: 'GET, HEAD' });
    return true;
  };
}
