// Reading request bodies within bounds of size; the time is bounded by the server's requestTimeout.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';

/** Calls back once: with the body as text, or with an error (PAYLOAD_TOO_LARGE as soon as it is too long, without reading on). */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  onText: (text: string) => void,
  onError: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) {
      request.pause();
      onError(new ClientError('PAYLOAD_TOO_LARGE', `The body is longer than ${maxBytes} bytes.`));
      return;
    }
    chunks.push(chunk);
  });
  request.on('end', () => {
    if (length <= maxBytes) onText(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString());
  });
  request.on('error', onError);
  request.on('aborted', () => onError(new ClientError('BAD_REQUEST', 'The request was cut off.')));
}
