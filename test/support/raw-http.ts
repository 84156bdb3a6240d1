// HTTP as it goes over the wire: for requests that no client library would send.
import { connect } from 'node:net';

export interface RawAnswer {
  /** Of each answer on the connection. */
  readonly statuses: readonly number[];
  readonly text: string;
}

/** Sends all at once, and reads until the other side closes. */
export async function sendRaw(url: string, text: string): Promise<RawAnswer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: string[] = [];
  await new Promise<void>((resolve) => {
    socket.setEncoding('latin1').on('data', (chunk: string) => chunks.push(chunk));
    socket.on('error', () => {}); // closed before all was sent: what came before that counts
    socket.on('close', () => resolve());
    socket.write(text, 'latin1');
  });
  const all = chunks.join('');
  return { statuses: [...all.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), text: all };
}

/** A request that asks for the connection to be closed behind it. */
export function rawRequest(line: string, headers: readonly string[], body = ''): string {
  return [line, ...headers, 'connection: close', '', body].join('\r\n');
}
