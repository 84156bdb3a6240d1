// Operations of a WebSocket: queries and mutations on the terms of any request, subscriptions past the protocol to the socket.
// Invariant: an operation ends with its connection, and a subscription when its client completes it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Viewer } from '../auth/verdicts.ts';
import type { ClientError } from '../errors.ts';
import { lifeOf, termsOf } from '../http/terms.ts';
import type { LiveCounts } from '../live/counts.ts';
import type { Subscription } from '../live/engine.ts';
import { maskError, type Report } from './errors.ts';
import type { Execute } from './execute.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';
import { createSocketSink } from './socket-sink.ts';
import type { Subscribe } from './subscriptions.ts';

/** The other side, once it has said who it is. */
export interface Speaker {
  readonly socket: Duplex;
  readonly webSocket: WebSocket;
  /** That asked for the WebSocket: what its headers say of terms holds for all that follows. */
  readonly request: IncomingMessage;
  readonly subscriptions: Map<string, Subscription>;
  /** Queries and mutations that are not answered yet. */
  readonly underWay: Set<Promise<unknown>>;
  viewer: Viewer | null;
}

/** What an operation is run with. */
export interface Started {
  readonly connection: Speaker;
  readonly id: string;
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

export interface SocketOperationsOptions {
  readonly execute: Execute;
  readonly subscribe: Subscribe;
  readonly counts: LiveCounts;
  readonly report: Report;
}

export function createSocketOperations({ execute, subscribe, counts, report }: SocketOperationsOptions) {
  async function answer({ connection: { webSocket, request, viewer }, operation, variables }: Started) {
    const terms = termsOf(request);
    const late = Promise.withResolvers<ExecutionOutcome>();
    const life = lifeOf(webSocket, terms, (error) => late.resolve({ errors: [maskError(error, report)] }));
    const { signal } = life;
    try {
      const outcome = execute({ operation, variables, viewer: viewer!, terms, signal });
      const { data, errors, extensions } = await Promise.race([outcome, late.promise]);
      return { ...(data !== undefined && { data }), ...(errors && { errors }), ...(extensions && { extensions }) };
    } finally {
      life.end();
    }
  }

  return {
    run(started: Started) {
      const { underWay } = started.connection;
      const answered = answer(started).finally(() => underWay.delete(answered));
      underWay.add(answered);
      return answered;
    },

    /** An iterator that yields nothing, and ends when the subscription does: what it tells goes past it. */
    listen({ connection, id, operation, variables }: Started) {
      const over = Promise.withResolvers<IteratorReturnResult<undefined>>();
      const done = { done: true, value: undefined } as const;
      over.promise.catch(() => {}); // the client may have gone before anybody asks
      const { webSocket, socket, subscriptions, viewer } = connection;
      let isLeft = false;
      const leave = () => {
        isLeft = true;
        subscriptions.get(id)?.stop();
        subscriptions.delete(id);
      };
      const onEnd = (error: ClientError | null) => {
        leave();
        if (error) over.reject(maskError(error, report));
        else over.resolve(done);
      };
      const refuse = (error: unknown) =>
        over.reject(error instanceof AggregateError ? error.errors[0] : maskError(error, report));
      try {
        const ready = subscribe({ operation, variables, viewer: viewer! });
        const begin = () => {
          if (isLeft || webSocket.readyState !== webSocket.OPEN) return;
          const { isCoalescing } = ready;
          subscriptions.set(id, ready.begin(createSocketSink({ socket, webSocket, id, isCoalescing, counts, onEnd })));
        };
        ready.pay().then(begin).catch(refuse);
      } catch (error) {
        refuse(error);
      }
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        next: () => over.promise,
        async return() {
          leave();
          over.resolve(done);
          return done;
        },
      };
    },
  };
}
