// Which pages of other origins may read answers (CORS): those that are listed, by their exact names.
// Invariant: an origin that is not listed is never named in an answer; and each node speaks for itself, so an edge does not pass on
// what its origin says.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientError } from '../errors.ts';
import { securityHeaders } from './security-headers.ts';

export interface Cors {
  /** Before the answer: what lets the page read it. */
  allow(request: IncomingMessage, response: ServerResponse): void;
  /** Answers OPTIONS. Throws FORBIDDEN for a page that may not ask. */
  preflight(request: IncomingMessage, response: ServerResponse): void;
  /** Of a WebSocket, for which browsers ask nobody before. Throws FORBIDDEN for a page of another origin that is not listed. */
  checkUpgrade(request: IncomingMessage): void;
}

const methods = 'GET, POST, OPTIONS';
/** A day; Chrome keeps it two hours. */
const keptSeconds = 86_400;

const taken = [
  ...['authorization', 'content-type', 'accept', 'cache-control', 'if-none-match', 'idempotency-key', 'prefer'],
  ...['x-clientele-after', 'x-clientele-consistency', 'x-clientele-deadline-ms', 'x-clientele-lane'],
  ...['x-request-id', 'traceparent', 'tracestate'],
].join(', ');

/** Headers of answers that scripts may read beside those that they always may. */
const shown = [
  ...['age', 'cache-status', 'etag', 'idempotency-replayed', 'preference-applied'],
  ...['ratelimit', 'ratelimit-policy', 'retry-after', 'x-clientele-position', 'x-request-id'],
].join(', ');

export function createCors(origins: readonly string[]): Cors {
  const listed = new Set(origins);
  return {
    allow({ headers: { origin } }, response) {
      if (origin === undefined || !listed.has(origin)) return;
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-credentials', 'true');
      response.setHeader('access-control-expose-headers', shown);
    },
    preflight({ headers }, response) {
      const { origin, 'access-control-request-method': asked } = headers;
      if (origin === undefined || asked === undefined) return answer(response, { allow: methods });
      if (!listed.has(origin)) throw notListed();
      answer(response, {
        'access-control-allow-methods': methods,
        'access-control-allow-headers': taken,
        'access-control-max-age': String(keptSeconds),
      });
    },
    checkUpgrade({ headers: { origin, host } }) {
      if (origin === undefined || listed.has(origin)) return; // programs have no origin
      if (URL.parse(origin)?.host !== host?.toLowerCase()) throw notListed();
    },
  };
}

const notListed = () =>
  new ClientError('FORBIDDEN', 'Pages of this origin may not ask here; operators list theirs in CORS_ORIGINS.');

function answer(response: ServerResponse, headers: Record<string, string>): void {
  const vary = 'origin, access-control-request-method, access-control-request-headers';
  response.writeHead(204, { ...headers, ...securityHeaders, vary }).end();
}
