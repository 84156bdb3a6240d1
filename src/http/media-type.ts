// Which requests the byte path answers, and in which media type.
import type { IncomingMessage } from 'node:http';
import { graphqlJson, json } from './respond.ts';

/**
 * The media type of the answer to a POST of JSON or a GET; null for everything else, and for streams. The newer type tells refusals
 * by status, the older answers 200 to whatever was well-formed.
 */
export function mediaTypeOf(request: IncomingMessage): string | null {
  const { method, headers } = request;
  const accept = headers.accept ?? '*/*';
  if (method === 'POST') {
    if (!isJson(request)) return null;
  } else if (method !== 'GET' || accept.includes('text/html')) return null;
  if (accept === '*/*' || accept === 'application/json') return json;
  if (accept.includes('text/event-stream') || accept.includes('multipart/')) return null;
  if (accept.includes('application/graphql-response+json')) return graphqlJson;
  return accept.includes('application/json') || accept.includes('*/*') || accept.includes('application/*')
    ? json
    : null;
}

/** Of the body. */
export function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\b/i.test(headers['content-type'] ?? '');
}
