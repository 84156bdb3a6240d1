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
  const refuse = () => {
    request.pause();
    onError(new ClientError('PAYLOAD_TOO_LARGE', `The body is longer than ${maxBytes} bytes.`));
  };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    refuse();
    return;
  }
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) refuse();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (length <= maxBytes) onText(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString());
  });
  // A client that hangs up is no defect of ours.
  request.on('error', (error) => onError(new ClientError('BAD_REQUEST', 'The request was cut off.', {}, error)));
}
