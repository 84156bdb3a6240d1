// Clients that ask and do not read: what they were sent stays in memory until they do.
// Invariant: an answer is unread for a bounded time, and all unread answers together take a bounded amount of memory.
import type { Socket } from 'node:net';

export interface SlowReadersOptions {
  /** @default 60,000 */
  readonly mostMs?: number;
  /** Unsent bytes of all connections. @default 256 MB */
  readonly mostBytes?: number;
  /** @default 1,000 */
  readonly everyMs?: number;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

export interface SlowReaders {
  watch(socket: Socket): void;
  stop(): void;
}

export function watchSlowReaders({
  mostMs = 60_000,
  mostBytes = 256 * 1024 * 1024,
  everyMs = 1_000,
  now = () => performance.now(),
}: SlowReadersOptions = {}): SlowReaders {
  const sockets = new Set<Socket>();
  /** Since when each has not read all: the longest first. */
  const behind = new Map<Socket, number>();

  const timer = setInterval(() => {
    const nowMs = now();
    let bytes = 0;
    for (const socket of sockets) {
      bytes += socket.writableLength;
      if (socket.writableLength === 0) behind.delete(socket);
      else if (!behind.has(socket)) behind.set(socket, nowMs);
    }
    for (const [socket, sinceMs] of behind) {
      if (nowMs - sinceMs < mostMs && bytes <= mostBytes) break;
      bytes -= socket.writableLength;
      socket.destroy();
    }
  }, everyMs);
  timer.unref();

  return {
    watch(socket) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        behind.delete(socket);
      });
    },
    stop: () => clearInterval(timer),
  };
}
