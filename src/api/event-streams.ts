// Subscriptions over server-sent events: GET or POST of /graphql with `Accept: text/event-stream`.
// Invariant: whoever ends a stream, its subscription ends with it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import type { Subscription } from '../live/engine.ts';
import { type EventStream, openEventStream } from '../live/event-stream.ts';
import type { Live } from '../live/live.ts';
import type { Operation } from './operations.ts';
import type { Ready, Subscribe } from './subscriptions.ts';

export interface EventStreams {
  /** Rejects with what no stream is opened for: there are too many, or no points are left. */
  open(asked: OpenStream): Promise<void>;
  /** Sends everybody away, to come back in a while. */
  leave(): void;
}

export interface OpenStream {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly viewer: Viewer;
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

interface Open {
  readonly stream: EventStream;
  subscription: Subscription | null;
}

const beatEveryMs = 12_000;
/** After a drain not all come back at once. */
const retryMs = () => 500 + Math.floor(Math.random() * 2_500);

export function createEventStreams({
  live,
  subscribe,
}: {
  readonly live: Live;
  readonly subscribe: Subscribe;
}): EventStreams {
  const { credentials, mostPerKey, counts } = live;
  const all = new Set<Open>();
  let isLeaving = false;
  const beating = setInterval(() => {
    for (const { stream, subscription } of all) stream.beat(subscription?.cursor() ?? null);
  }, beatEveryMs).unref();

  return {
    async open({ request, response, viewer, operation, variables }) {
      const lastEventId = request.headers['last-event-id'] as string | undefined;
      let ready: Ready | ClientError;
      try {
        ready = subscribe({ operation, variables, viewer, lastEventId });
      } catch (error) {
        ready = clientErrorIn(error);
      }
      if (!(ready instanceof ClientError)) await ready.pay();
      if (response.destroyed) return; // it has gone meanwhile
      if (isLeaving) throw serverStops();
      if (credentials.countOf(viewer.subject) >= mostPerKey) throw tooMany(mostPerKey);
      const stream = openEventStream({
        response,
        isCoalescing: !(ready instanceof ClientError) && ready.isCoalescing,
        counts,
        onEnd() {
          unwatch();
          open.subscription?.stop();
          all.delete(open);
        },
      });
      const open: Open = { stream, subscription: null };
      all.add(open);
      const header = request.headers.authorization ?? '';
      const unwatch = credentials.watch({ header, viewer, onRefused: (error) => stream.sink.end(error) });
      if (ready instanceof ClientError) return stream.sink.end(ready); // a browser's EventSource reads no other refusal
      open.subscription = ready.begin(stream.sink);
      stream.begin(open.subscription.cursor());
    },
    leave() {
      isLeaving = true;
      clearInterval(beating);
      for (const { stream } of all) stream.leave(retryMs());
    },
  };
}

const tooMany = (most: number) =>
  new ClientError('TOO_MANY_SUBSCRIPTIONS', `A key has at most ${most} live connections.`, {
    retryable: true,
    retryAfterMs: 5_000,
  });

/** On a connection from before: the next one leads elsewhere. */
export const serverStops = () =>
  new ClientError('UNAVAILABLE', 'The server stops: connect again.', { retryable: true, retryAfterMs: 1_000 });

/** What a client may be told of it; anything else is ours, and goes on. */
export function clientErrorIn(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof AggregateError)
    return new ClientError('BAD_USER_INPUT', error.errors.map(({ message }: GraphQLError) => message).join(' '));
  if (error instanceof GraphQLError) return new ClientError('BAD_USER_INPUT', error.message);
  throw error;
}
