// A client that costs little, so that a measurement is of the server: HTTP/1.1 over plain sockets, one request at a time on each.
import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly cacheStatus: string;
}

export interface RawClient {
  /** Null: all connections are in use. */
  send(request: Buffer): Promise<Reply> | null;
  stop(): void;
}

export function requestOf(path: string, key: string, body: string | null): Buffer {
  const start = body === null ? `GET ${path}` : `POST ${path}`;
  const more = body === null ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(`${start} HTTP/1.1\r\nhost: load\r\nauthorization: Bearer ${key}\r\n${more}\r\n${body ?? ''}`);
}

export function createRawClient(port: number, connections: number): RawClient {
  const free: Socket[] = [];
  const waiting = new Map<
    Socket,
    { resolve: (reply: Reply) => void; reject: (error: Error) => void; text: string; left: number }
  >();

  let opened = 0;

  function open(): Socket {
    opened++;
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    socket.on('data', (chunk) => take(socket, chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      waiting.get(socket)?.reject(new Error('the connection was closed'));
      waiting.delete(socket);
      if (free.includes(socket)) free.splice(free.indexOf(socket), 1);
      opened--;
    });
    return socket;
  }

  function take(socket: Socket, chunk: Buffer): void {
    const each = waiting.get(socket);
    if (!each) return;
    if (each.left < 0) {
      each.text += chunk.toString('latin1');
      const end = each.text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(each.text)?.[1] ?? 0);
      each.left = length - (each.text.length - end - 4);
      each.text = each.text.slice(0, end);
    } else each.left -= chunk.length;
    if (each.left > 0) return;
    waiting.delete(socket);
    free.push(socket);
    const cacheStatus = /\r\ncache-status: ([^\r]*)/i.exec(each.text)?.[1] ?? '';
    each.resolve({ status: Number(each.text.slice(9, 12)), cacheStatus });
  }

  return {
    send(request) {
      const socket = free.pop() ?? (opened < connections ? open() : null);
      if (!socket) return null;
      return new Promise((resolve, reject) => {
        waiting.set(socket, { resolve, reject, text: '', left: -1 });
        socket.write(request);
      });
    },
    stop() {
      for (const socket of [...free, ...waiting.keys()]) socket.destroy();
    },
  };
}
