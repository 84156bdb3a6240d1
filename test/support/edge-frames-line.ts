// Between an edge and its origin, something that repeats frames of the stream and puts them in another order, as no TCP does.
// Invariant: a message is sent whole or not at all, and the first step of a stream, which says where the edge stands, goes first.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMessageReader, encodeMessage, type Message } from '../../src/cache/wire.ts';
import type { Random } from './random.ts';

export interface FramesLine {
  /** What the edge takes for its origin. */
  readonly url: string;
  /** What was done to frames, and how many streams began. */
  readonly counts: { streams: number; repeated: number; swapped: number; lost: number };
  stop(): Promise<void>;
}

/** Once in so many frames. */
export interface Disorder {
  /** It is sent after the next. @default 6 */
  readonly swapOnceIn?: number;
  /** @default 12 */
  readonly loseOnceIn?: number;
  /** One of the last is sent again. @default 3 */
  readonly repeatOnceIn?: number;
  /** Of how many of the last. @default 5 */
  readonly remembered?: number;
}

export async function openFramesLine(
  originPort: number,
  chance: Random,
  { swapOnceIn = 6, loseOnceIn = 12, repeatOnceIn = 3, remembered = 5 }: Disorder = {},
): Promise<FramesLine> {
  const counts = { streams: 0, repeated: 0, swapped: 0, lost: 0 };

  function disturb(answer: IncomingMessage, response: ServerResponse): void {
    counts.streams++;
    const past: Message[] = [];
    let held: Message | null = null;
    let isFirst = true;
    const send = (message: Message) => void response.write(encodeMessage(message));
    const read = createMessageReader((message) => {
      if (message.kind !== 'frame' || isFirst) {
        if (message.kind !== 'hello') isFirst = false;
        return send(message);
      }
      past.push(message);
      if (past.length > remembered) past.shift();
      if (held === null && chance.once(swapOnceIn)) {
        held = message;
        return;
      }
      if (held === null && chance.once(loseOnceIn)) {
        counts.lost++;
        return;
      }
      send(message);
      if (held !== null) {
        counts.swapped++;
        send(held);
        held = null;
      }
      if (chance.once(repeatOnceIn)) {
        counts.repeated++;
        send(chance.pick(past));
      }
    });
    answer.on('data', read);
    answer.once('close', () => response.destroy());
  }

  const server = createServer((asked, response) => {
    const onward = request(
      { port: originPort, host: '127.0.0.1', method: asked.method, path: asked.url, headers: asked.headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        if (asked.url!.startsWith('/_cache/stream')) disturb(answer, response);
        else answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
