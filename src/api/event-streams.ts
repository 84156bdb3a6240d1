// Subscriptions over server-sent events: GET or POST of /graphql with `Accept: text/event-stream`.
// Invariant: whoever ends a stream, its subscription ends with it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { respondRefusal } from '../http/refusal.ts';
import { json } from '../http/respond.ts';
import type { Subscription } from '../live/engine.ts';
import { type EventStream, openEventStream } from '../live/event-stream.ts';
import type { Live } from '../live/live.ts';
import type { Operation } from './operations.ts';
import type { Subscribe } from './subscriptions.ts';

export interface EventStreams {
  open(asked: OpenStream): void;
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
  const { credentials, mostPerKey } = live;
  const all = new Set<Open>();
  const beating = setInterval(() => {
    for (const { stream, subscription } of all) stream.beat(subscription?.cursor() ?? null);
  }, beatEveryMs).unref();

  function tooMany(): ClientError {
    return new ClientError('TOO_MANY_SUBSCRIPTIONS', `A key has at most ${mostPerKey} live connections.`);
  }

  return {
    open({ request, response, viewer, operation, variables }) {
      if (credentials.countOf(viewer.subject) >= mostPerKey) {
        const { code, message } = tooMany();
        return respondRefusal(response, json, code, [{ message, extensions: { code } }], { 'retry-after': '5' });
      }
      const stream = openEventStream(response, () => {
        unwatch();
        open.subscription?.stop();
        all.delete(open);
      });
      const open: Open = { stream, subscription: null };
      all.add(open);
      const header = request.headers.authorization ?? '';
      const unwatch = credentials.watch({ header, viewer, onRefused: (error) => stream.sink.end(error) });
      const lastEventId = request.headers['last-event-id'] as string | undefined;
      try {
        open.subscription = subscribe({ operation, variables, viewer, lastEventId, sink: stream.sink });
        stream.begin(open.subscription.cursor());
      } catch (error) {
        stream.sink.end(clientErrorIn(error));
      }
    },
    leave() {
      clearInterval(beating);
      for (const { stream } of all) stream.leave(retryMs());
    },
  };
}

/** What a client may be told of it; anything else is ours, and goes on. */
export function clientErrorIn(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof AggregateError)
    return new ClientError('BAD_USER_INPUT', error.errors.map(({ message }: GraphQLError) => message).join(' '));
  if (error instanceof GraphQLError) return new ClientError('BAD_USER_INPUT', error.message);
  throw error;
}
