// One keep-alive connection over a plain socket, with one request in flight: a general HTTP client costs more CPU for a request
// than the fastest server measured here, and would be what is measured.
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { HttpRequest } from './contestants.ts';

export interface Answer {
  readonly status: number;
  /** Status line and headers as they came. */
  readonly head: string;
  readonly body: Buffer;
}

export interface Connection {
  ask(request: Buffer): Promise<Answer>;
  close(): void;
}

/** A request as it goes over the wire, made once and sent often. */
export function bytesOf(origin: string, { method, path, headers, body }: HttpRequest): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${new URL(origin).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}

export async function openConnection(origin: string): Promise<Connection> {
  const { hostname, port } = new URL(origin);
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let pending: PromiseWithResolvers<Answer> | null = null;
  const reader = createReader((answer) => {
    const asked = pending;
    pending = null;
    asked?.resolve(answer);
  });
  const fail = (error: Error): void => {
    pending?.reject(error);
    pending = null;
  };
  socket.on('data', (chunk) => {
    try {
      reader(chunk);
    } catch (error) {
      fail(error as Error);
    }
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed a connection on which it was asked.')));
  return {
    ask(request) {
      if (socket.destroyed) return Promise.reject(new Error('The server closed an idle connection.'));
      pending = Promise.withResolvers<Answer>();
      socket.write(request);
      return pending.promise;
    },
    close: () => close(socket),
  };
}

function close(socket: Socket): void {
  socket.removeAllListeners('close');
  socket.destroy();
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfChunks = Buffer.from('0\r\n\r\n');

/** Calls back with each answer once it is whole. */
function createReader(deliver: (answer: Answer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let length = 0;
  let head: string | null = null;
  let status = 0;
  let bodyLength = 0; // -1: chunked

  return (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    if (head === null) {
      const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, length);
      const end = bytes.indexOf(endOfHead);
      if (end < 0) return;
      head = bytes.toString('latin1', 0, end);
      status = Number(head.slice(9, 12));
      bodyLength = bodyLengthOf(head);
      chunks = [bytes.subarray(end + 4)];
      length = chunks[0]!.length;
    }
    if (bodyLength < 0 ? !isLastChunk(chunks) : length < bodyLength) return;
    if (bodyLength >= 0 && length > bodyLength) throw new Error('The server sent more than it announced.');
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
    const answer = { status, head, body: bodyLength < 0 ? withoutChunks(bytes) : bytes };
    chunks = [];
    length = 0;
    head = null;
    deliver(answer);
  };
}

/** The mark of the end may come in two pieces. */
function isLastChunk(chunks: readonly Buffer[]): boolean {
  const last = chunks.at(-1)!;
  const tail = last.length >= endOfChunks.length ? last : Buffer.concat(chunks);
  return tail.subarray(-endOfChunks.length).equals(endOfChunks);
}

function bodyLengthOf(head: string): number {
  const announced = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (announced) return Number(announced[1]);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return -1;
  if (/^HTTP\/1.1 (204|304)/.test(head)) return 0;
  throw new Error(`An answer without a length: ${head}`);
}

function withoutChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
