// What is checked before a request goes to Yoga, which trusts more than one should.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';
import { isJson } from '../http/media-type.ts';
import { asksIn, parametersOf } from '../http/params.ts';

/** A browser that opens the address, not a query. */
export function isPage({ method, headers, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html') && !asksIn(parametersOf(url));
}

/** A plain question whose answer may be a stream of events. */
export function takesEvents(request: IncomingMessage): boolean {
  const { method, headers } = request;
  return (
    (headers.accept ?? '').includes('text/event-stream') && (method === 'GET' || (method === 'POST' && isJson(request)))
  );
}

/** Yoga reads bodies without a bound and trusts that variables in an address are JSON. */
export function checkForYoga(request: IncomingMessage, maxBodyBytes: number): void {
  if (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > maxBodyBytes
  ) {
    throw new ClientError('PAYLOAD_TOO_LARGE', `The body has a content-length of at most ${maxBodyBytes} bytes.`);
  }
  const parameters = parametersOf(request.url ?? '');
  if (request.method === 'GET' && !asksIn(parameters)) {
    throw new ClientError(
      'BAD_REQUEST',
      'The address has neither `query`, the text of a GraphQL document, nor `documentId`.',
    );
  }
  for (const name of ['variables', 'extensions']) {
    const text = parameters.get(name);
    try {
      if (text) JSON.parse(text);
    } catch (error) {
      throw new ClientError('BAD_REQUEST', `\`${name}\` in the address is not JSON.`, {}, error);
    }
  }
}
