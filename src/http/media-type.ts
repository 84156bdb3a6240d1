// Which requests the byte path answers, in which media type, and which nobody answers.
// Invariant: a body is JSON in UTF-8 and says so, which no form, image or link of another page can send without being asked first.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';
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

const jsonInUtf8 = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

/** Of the body. */
export function isJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'];
  if (type !== 'application/json' && !jsonInUtf8.test(type ?? '')) return false;
  const encoding = headers['content-encoding'];
  return encoding === undefined || encoding === 'identity';
}

const answered = [
  'text/event-stream',
  'multipart/mixed',
  'text/html',
  '*/*',
  'application/json',
  'application/*',
  'text/*',
];

/** Of a request for which there is no media type: throws unless it asks for a stream or a page. */
export function checkMedia(request: IncomingMessage): void {
  const { method, headers } = request;
  if (method === 'POST' && !isJson(request)) {
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (!hasBody && headers['content-type'] === undefined)
      throw new ClientError(
        'BAD_REQUEST',
        'A POST has a body: one JSON object with `query`, sent as `content-type: application/json`.',
      );
    throw new ClientError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body is JSON in UTF-8, without a content-encoding: send `content-type: application/json`.',
    );
  }
  const { accept = '*/*' } = headers;
  if (!answered.some((type) => accept.includes(type)))
    throw new ClientError(
      'NOT_ACCEPTABLE',
      'Answers are `application/json`, `application/graphql-response+json`, `text/event-stream` or `multipart/mixed`.',
    );
}
