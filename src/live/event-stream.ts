// Server-sent events: one subscription, one response that does not end. The same bytes are what the graphql-sse protocol calls
// distinct connections, what Yoga sends, and what a browser's EventSource resumes by itself with Last-Event-ID.
// Invariant: what a client has read is named by the last `id`, also when nothing of its list has changed for long.
import type { ServerResponse } from 'node:http';
import type { ClientError } from '../errors.ts';
import type { Sink } from './group.ts';

export interface EventStream {
  readonly sink: Sink;
  /** From here on its client is told; null: what comes before that is still to be told. */
  begin(cursor: string | null): void;
  /** Says that it is there, and how far its client has read. */
  beat(cursor: string | null): void;
  /** To come back after so long. */
  leave(retryMs: number): void;
}

/** A client that does not read so much is cut off, and goes on from its last id when it comes back. */
const mostUnsentBytes = 1024 * 1024;

/** The response is the stream's from then on. `onEnd` is called once, whoever ends it. */
export function openEventStream(response: ServerResponse, onEnd: () => void): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no', // nginx would keep events until it has a page full of them
  });
  response.once('close', onEnd);
  return {
    sink: {
      send(messages) {
        if (response.destroyed) return;
        if (messages.length > 1) response.cork();
        for (const message of messages) response.write(message.event());
        if (messages.length > 1) response.uncork();
        if (response.writableLength > mostUnsentBytes) response.destroy();
      },
      async drained() {
        if (response.destroyed || !response.writableNeedDrain) return;
        await new Promise<void>((resolve) => {
          const done = () => {
            response.off('drain', done).off('close', done);
            resolve();
          };
          response.on('drain', done).on('close', done);
        });
      },
      end(error) {
        if (response.destroyed) return;
        if (error) response.write(`event: next\ndata: ${resultOf(error)}\n\n`);
        response.end('event: complete\ndata:\n\n');
      },
    },
    begin(cursor) {
      if (!response.destroyed) response.write(idOf(cursor));
    },
    beat(cursor) {
      // Who does not read needs no sign of life.
      if (!response.destroyed && response.writableLength === 0) response.write(idOf(cursor));
    },
    leave(retryMs) {
      if (!response.destroyed) response.end(`retry: ${retryMs}\n\n`);
    },
  };
}

/** An id without data is noted by the client, and told to nobody. */
const idOf = (cursor: string | null) => (cursor === null ? ':\n\n' : `id: ${cursor}\n\n`);

const resultOf = ({ message, code, details }: ClientError): string =>
  JSON.stringify({ errors: [{ message, extensions: { code, ...details } }] });
