// What a subscription of a WebSocket is told, as bytes: past graphql-ws and ws, which would make them again for each socket.
// Invariant: a message is one unmasked text frame (RFC 6455 §5.2), whole and in the order of all that is written to the socket.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ClientError } from '../errors.ts';
import type { LiveCounts } from '../live/counts.ts';
import type { Sink } from '../live/group.ts';
import type { Message } from '../live/message.ts';
import { createOutbox } from '../live/outbox.ts';

export interface SocketSinkOptions {
  readonly socket: Duplex;
  readonly webSocket: WebSocket;
  /** Of the operation. */
  readonly id: string;
  readonly isCoalescing: boolean;
  readonly counts: LiveCounts;
  /** Called at most once: the subscription is over, and the client still there. */
  readonly onEnd: (error: ClientError | null) => void;
}

const tooSlow = 4413;

const textFrame = 0x81;

export function createSocketSink({ socket, webSocket, id, isCoalescing, counts, onEnd }: SocketSinkOptions): Sink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  let isOver = false;
  const outbox = createOutbox({
    stream: socket,
    bytesOf: (message) => frame(head, message),
    isCoalescing,
    counts,
    onTooSlow() {
      isOver = true;
      webSocket.close(tooSlow, 'Events are read too slowly: go on from the last cursor.');
      onEnd(null);
    },
  });
  return {
    send(messages) {
      // ws writes at once too, as long as nothing is compressed: what both write stands in order.
      if (!isOver && webSocket.readyState === webSocket.OPEN) outbox.send(messages);
    },
    drained: outbox.drained,
    end(error) {
      if (isOver) return;
      isOver = true;
      if (error) counts.close(error.code);
      onEnd(error);
    },
  };
}

/** One buffer and one write for each socket: the head differs, because clients name their operations at random. */
function frame(head: Buffer, message: Message): Buffer {
  const tail = message.tail();
  const length = head.length + tail.length;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(start + length);
  bytes[0] = textFrame;
  if (start === 2) bytes[1] = length;
  else if (start === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeUInt32BE(0, 2);
    bytes.writeUInt32BE(length, 6);
  }
  head.copy(bytes, start);
  tail.copy(bytes, start + head.length);
  return bytes;
}
