// What one connection is sent: at once, as long as it reads. Of a client that does not, so much waits, and then it is cut off; who has asked
// for it is told less instead: of several changes of a record only the newest.
// Invariant: messages go out in the order of their cursors, so that the last one that was read names all that was told.
import type { Writable } from 'node:stream';
import type { LiveCounts } from './counts.ts';
import type { Message } from './message.ts';

export interface Outbox {
  send(messages: readonly Message[]): void;
  /** Resolves when there is room again, or nobody to write to. */
  drained(): Promise<void>;
  /** Whether all has been handed on. */
  isEmpty(): boolean;
}

export interface OutboxOptions {
  readonly stream: Pick<
    Writable,
    'write' | 'writableLength' | 'writableNeedDrain' | 'destroyed' | 'on' | 'off' | 'once'
  >;
  readonly bytesOf: (message: Message) => Buffer;
  /** Whether of several changes of a record that wait only the newest is told. */
  readonly isCoalescing: boolean;
  readonly counts: LiveCounts;
  /** It does not read what it is told. Nothing is sent after that. */
  readonly onTooSlow: () => void;
}

/** Whoever has so much waiting when more comes is cut off, and goes on from its last cursor when it comes back. */
const mostWaiting = 5_000;
const mostWaitingBytes = 4 * 1024 * 1024;
/** In one write: each is a system call. */
const mostInWrite = 64;

export function createOutbox({ stream, bytesOf, isCoalescing, counts, onTooSlow }: OutboxOptions): Outbox {
  /** In the order in which they are told. They are shared with other connections: their bytes are made when they go out. */
  const waiting = new Map<Message | string, Message>();
  let waitingBytes = 0;
  let isOver = false;

  function keep(message: Message): void {
    const key = isCoalescing ? message.record : message;
    const older = waiting.get(key);
    if (older) {
      counts.coalesced += older.count;
      waitingBytes -= older.size;
      waiting.delete(key); // the newest stands where its cursor stands
    }
    waiting.set(key, older ? message.standingFor(older.count + message.count) : message);
    waitingBytes += message.size;
  }

  /** As long as there is room; answers how many went out. */
  function write(messages: readonly Message[]): number {
    let written = 0;
    if (messages.length === 1 && !stream.writableNeedDrain) {
      stream.write(bytesOf(messages[0]!));
      written = 1;
    }
    while (written < messages.length && !stream.writableNeedDrain) {
      const some = messages.slice(written, written + mostInWrite);
      stream.write(Buffer.concat(some.map(bytesOf)));
      written += some.length;
    }
    counts.deliveries += written;
    return written;
  }

  function flush(): void {
    if (isOver || stream.destroyed) return;
    const messages = [...waiting.values()];
    waiting.clear();
    waitingBytes = 0;
    hold(messages.slice(write(messages)));
  }

  function hold(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    if (waiting.size === 0) stream.once('drain', flush);
    for (const message of messages) keep(message);
  }

  return {
    send(messages) {
      if (isOver || stream.destroyed) return;
      if (waiting.size === 0) {
        const written = write(messages);
        if (written < messages.length) hold(messages.slice(written));
        return;
      }
      if (waiting.size <= mostWaiting && waitingBytes <= mostWaitingBytes) return hold(messages);
      isOver = true;
      waiting.clear();
      counts.close('SLOW');
      onTooSlow();
    },
    async drained() {
      while (!isOver && !stream.destroyed && (waiting.size > 0 || stream.writableNeedDrain))
        await new Promise<void>((resolve) => {
          const done = () => {
            stream.off('drain', done).off('close', done);
            resolve();
          };
          stream.on('drain', done).on('close', done);
        });
    },
    isEmpty: () => waiting.size === 0 && stream.writableLength === 0,
  };
}
