// How the page speaks with the API: questions and writes by HTTP, live updates by one WebSocket that comes back by itself.
// Invariant: after a write of this page, whatever it reads has seen that write, on whichever node it is read.
import { type Client, createClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createSocket, type Client as Socket } from 'graphql-ws';
import { byId } from './by-id.ts';

/** `connecting`: for the first time. `ended`: the server has sent us away for good, and said why. */
export type Line =
  | { readonly state: 'connecting' | 'live' | 'reconnecting' }
  | { readonly state: 'ended'; readonly reason: string };

export interface Connection {
  readonly client: Client;
  /** The last own write: later reads are to have seen it. Each node that answers catches up first. */
  wrote(position: unknown): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly key: string;
  readonly onLine: (line: Line) => void;
  /** Something came over the WebSocket; with the cursor up to which all was told, if that was said. */
  readonly onSign: (cursor: string | null) => void;
}

const pingEveryMs = 5_000;
/** A network that has died without a word is noticed after this and the above, */
const pongWithinMs = 3_000;
/** and one that was dead from the beginning after this: browsers wait for minutes. */
const connectWithinMs = 5_000;
const longestWaitMs = 10_000;
/** The key is unknown, was revoked, or may do other things now: to come back would not help. */
const sentAway = 4403;

export function createConnection({ url, key, onLine, onSign }: ConnectionOptions): Connection {
  const authorization = `Bearer ${key}`;
  let position: string | null = null;
  let late: ReturnType<typeof setTimeout> | undefined;

  function expectWithin(waitMs: number): void {
    clearTimeout(late);
    late = setTimeout(() => socket.terminate(), waitMs);
  }

  const socket: Socket = createSocket({
    url: url.replace(/^http/, 'ws'),
    connectionParams: { authorization },
    keepAlive: pingEveryMs,
    lazyCloseTimeout: pingEveryMs, // stays open while the board is read anew
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => networkOr(Math.random() * Math.min(longestWaitMs, 250 * 2 ** retries)),
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === sentAway),
    on: {
      connecting: () => expectWithin(connectWithinMs),
      connected: () => {
        clearTimeout(late);
        onLine({ state: 'live' });
        onSign(null);
      },
      closed: () => {
        clearTimeout(late);
        onLine({ state: 'reconnecting' });
      },
      message: () => onSign(null),
      ping: (isReceived, payload) => {
        if (isReceived) onSign(typeof payload?.['cursor'] === 'string' ? payload['cursor'] : null);
        else expectWithin(pongWithinMs);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(late);
      },
    },
  });

  const client = createClient({
    url,
    preferGetMethod: false,
    requestPolicy: 'network-only', // the cache is the server's, which knows what is still true
    fetchOptions: () => ({ headers: { authorization, ...(position !== null && { 'x-clientele-after': position }) } }),
    exchanges: [
      ...(import.meta.env.VITE_BY_ID === 'on' ? [byId] : []),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', documentId, variables }) => ({
          subscribe(sink) {
            const asked = { query, ...(documentId && { documentId }), ...(variables && { variables }) };
            const told = { ...sink, next: ({ data = null, ...rest }) => sink.next({ data, ...rest }) };
            return { unsubscribe: socket.subscribe(asked, told) };
          },
        }),
      }),
    ],
  });

  return {
    client,
    wrote(given) {
      if (typeof given === 'string') position = given;
    },
    close() {
      clearTimeout(late);
      Promise.resolve(socket.dispose()).catch(() => {}); // it was never connected
    },
  };
}

/** Waits, but not once the browser says that there is a network again. */
function networkOr(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    addEventListener('online', done);
  });
}
