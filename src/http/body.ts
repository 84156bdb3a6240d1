// Reading request bodies within bounds of size; the time is bounded by the server's requestTimeout.
import type { IncomingMessage } from 'node:http';
import { ClientError } from '../errors.ts';

/** The body as text. Rejects with BAD_REQUEST (413) as soon as it is too long, without reading on. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        request.pause();
        reject(new ClientError('PAYLOAD_TOO_LARGE', `The body is longer than ${maxBytes} bytes.`));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString()));
    request.on('error', reject);
    request.on('aborted', () => reject(new ClientError('BAD_REQUEST', 'The request was cut off.')));
  });
}
