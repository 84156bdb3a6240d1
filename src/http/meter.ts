// What the listener counts of requests to /graphql: how long they took, what became of them, what was sent.
// Invariant: a hit pays half a microsecond for it at most: no object is made, and bytes are asked of the sockets when somebody asks for metrics.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createHistograms } from '../observability/histogram.ts';
import type { HttpReadings } from '../observability/http-metrics.ts';

const outcomes = [
  'hit',
  'shared',
  'collapsed',
  'miss',
  'stale',
  'bypass',
  'consented',
  'mutation',
  'passed',
  'refused',
  'other',
  'gone',
] as const;

/** What became of a request. */
export type Outcome = (typeof outcomes)[number];

/** Node's response, with what is noted of it: there from the start, so that none changes its shape on the way. */
export class MeasuredResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  /** When the head of the request had come: read from the clock once, for all who count. 0: nobody measures. */
  beganMs = 0;
  outcome: Outcome | null = null;
}

export interface Meter {
  watch(socket: Socket): void;
  begin(response: MeasuredResponse): void;
  read(): HttpReadings;
}

/** Call before the answer goes out. Without it a request is `refused` or `other`, by its status. */
export function noteOutcome(response: ServerResponse, outcome: Outcome): void {
  (response as MeasuredResponse).outcome = outcome;
}

export const beganMsOf = (response: ServerResponse): number =>
  (response as MeasuredResponse).beganMs || performance.now();

/** When the response is closed. */
export function outcomeOf(response: ServerResponse): Outcome {
  const { outcome, statusCode, writableFinished } = response as MeasuredResponse;
  return writableFinished ? (outcome ?? (statusCode < 400 ? 'other' : 'refused')) : 'gone';
}

export function createMeter(): Meter {
  const durations = createHistograms(outcomes);
  const classes = new Float64Array(6);
  const sockets = new Set<Socket>();
  /** By connections that are closed. */
  let sentBytes = 0;

  function closed(this: MeasuredResponse): void {
    const { statusCode, outcome, writableFinished } = this;
    if (writableFinished) classes[Math.floor(statusCode / 100)]!++;
    // A stream lasts as long as its client likes.
    if (outcome !== 'hit' && this.req.headers.accept?.includes('text/event-stream')) return;
    durations.of[outcomeOf(this)].observe((performance.now() - this.beganMs) / 1_000);
  }

  return {
    watch(socket) {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        sentBytes += socket.bytesWritten;
      });
    },
    begin(response: MeasuredResponse) {
      response.beganMs = performance.now();
      response.on('close', closed);
    },
    read: () => ({
      durations: durations.read(),
      responses: Object.fromEntries([2, 3, 4, 5].map((each) => [`${each}xx`, classes[each]!])),
      sentBytes: [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sentBytes),
      connections: sockets.size,
    }),
  };
}
