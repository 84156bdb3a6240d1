// What is checked before a request goes to Yoga, which trusts more than one should.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';

/** A browser that opens the address, not a query. */
export function isPage(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    (request.headers.accept ?? '').includes('text/html') &&
    !/[?&]query=/.test(request.url ?? '')
  );
}

/** Yoga makes an URL of the host, and answers with a stack when that fails. */
export function checkHost({ headers: { host = '' } }: IncomingMessage): void {
  if (/[\s/?#@\\]/.test(host) || !URL.canParse(`http://${host || 'localhost'}/`))
    throw new ClientError('BAD_REQUEST', 'The Host header names no host.');
}

/** Yoga reads bodies without a bound and trusts that variables in an address are JSON. */
export function checkForYoga(request: IncomingMessage, maxBodyBytes: number): void {
  if (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > maxBodyBytes
  ) {
    throw new ClientError('PAYLOAD_TOO_LARGE', `The body has a content-length of at most ${maxBodyBytes} bytes.`);
  }
  const parameters = new URLSearchParams(request.url?.split('?').slice(1).join('?') ?? '');
  if (request.method === 'GET' && !parameters.has('query')) {
    throw new ClientError('BAD_REQUEST', 'The address lacks `query`, the text of a GraphQL document.');
  }
  const variables = parameters.get('variables');
  try {
    if (variables) JSON.parse(variables);
  } catch (error) {
    throw new ClientError('BAD_REQUEST', '`variables` in the address is not JSON.', {}, error);
  }
}
