// What a client is told when the origin did not answer.
// Invariant: `retryable` is said only where repeating does no harm: nothing reached the origin, or nothing happens twice.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';
import { unread } from './exchange.ts';

/** So many wait that this one was not sent. */
export const tooMany = new Error('too many requests wait');

/** Of a question, or of what never left. */
export const unavailable = (cause?: unknown) =>
  new ClientError('UNAVAILABLE', 'The origin does not answer now; try again.', { retryable: true }, cause);

/** Of a question that is asked again for others, and was too long to be kept for that. */
export const forgotten = () => new ClientError('UNAVAILABLE', 'The question was too long to be kept.');

/** Of what was passed on as it came, which may be a write. */
export function unanswered({ method, headers }: IncomingMessage, cause: unknown): ClientError {
  if (method === 'GET' || !hasLeft(cause)) return unavailable(cause);
  const isRetryable = headers['idempotency-key'] !== undefined;
  const advice = isRetryable
    ? 'repeat it with the same Idempotency-Key.'
    : 'look before you repeat it, or send an Idempotency-Key with each write.';
  const message = `The origin did not answer. If this was a write, it may have happened: ${advice}`;
  return new ClientError('UNAVAILABLE', message, { retryable: isRetryable }, cause);
}

function hasLeft(cause: unknown): boolean {
  const { syscall } = cause as NodeJS.ErrnoException;
  return cause !== tooMany && cause !== unread && syscall !== 'connect' && syscall !== 'getaddrinfo';
}
