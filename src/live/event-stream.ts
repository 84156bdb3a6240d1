// Server-sent events: one subscription, one response that does not end. The same bytes are what the graphql-sse protocol calls
// distinct connections, what Yoga sends, and what a browser's EventSource resumes by itself with Last-Event-ID.
// Invariant: what a client has read is named by the last `id`, also when nothing of its list has changed for long.
import type { ServerResponse } from 'node:http';
import type { ClientError } from '../errors.ts';
import type { LiveCounts } from './counts.ts';
import type { Sink } from './group.ts';
import { createOutbox } from './outbox.ts';

export interface EventStream {
  readonly sink: Sink;
  /** From here on its client is told; null: what comes before that is still to be told. */
  begin(cursor: string | null): void;
  /** Says that it is there, and how far its client has read. */
  beat(cursor: string | null): void;
  /** To come back after so long. */
  leave(retryMs: number): void;
}

export interface EventStreamOptions {
  readonly response: ServerResponse;
  readonly isCoalescing: boolean;
  readonly counts: LiveCounts;
  /** Called once, whoever ends it. */
  readonly onEnd: () => void;
}

/** The response is the stream's from then on. */
export function openEventStream({ response, isCoalescing, counts, onEnd }: EventStreamOptions): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no', // nginx would keep events until it has a page full of them
  });
  response.once('close', onEnd);
  const outbox = createOutbox({
    stream: response,
    bytesOf: (message) => message.event(),
    isCoalescing,
    counts,
    onTooSlow: () => response.destroy(),
  });
  return {
    sink: {
      send: outbox.send,
      drained: outbox.drained,
      end(error) {
        if (response.destroyed) return;
        if (error) counts.close(error.code);
        if (error) response.write(`event: next\ndata: ${resultOf(error)}\n\n`);
        response.end('event: complete\ndata:\n\n');
      },
    },
    begin(cursor) {
      if (!response.destroyed) response.write(idOf(cursor));
    },
    beat(cursor) {
      // Who does not read needs no sign of life.
      if (!response.destroyed && outbox.isEmpty()) response.write(idOf(cursor));
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
