// GraphQL over WebSockets, by the graphql-transport-ws protocol. The protocol is graphql-ws's; what subscribers are told goes past it,
// straight to the socket: one message, made once, in a frame for each.
// Invariant: on whichever side an operation or its connection ends, the other learns of it, and nothing of it goes out any more.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GraphQLSchema, Kind } from 'graphql';
import { type Context, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { askedIn } from '../http/params.ts';
import { termsOf } from '../http/terms.ts';
import type { Live } from '../live/live.ts';
import type { Documents } from '../persisted/documents.ts';
import { maskError, type Report } from './errors.ts';
import { clientErrorIn, serverStops } from './event-streams.ts';
import type { Execute } from './execute.ts';
import type { Register } from './persisted-rows.ts';
import type { Prepare } from './preparation.ts';
import { createSocketOperations, type Speaker, type Started } from './socket-operations.ts';
import type { Subscribe } from './subscriptions.ts';

export interface Sockets {
  /** Throws BAD_REQUEST for headers that mean nothing. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends everybody away, each when its queries and mutations are answered; resolves when they have gone, or were cut off. */
  stop(): Promise<void>;
}

export interface SocketsOptions {
  readonly schema: GraphQLSchema;
  readonly live: Live;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly documents: Documents;
  readonly register: Register;
  readonly prepare: Prepare;
  readonly execute: Execute;
  readonly subscribe: Subscribe;
  readonly report: Report;
}

/** A connection that has changed its protocol. */
interface Connection extends Speaker {
  unwatch: () => void;
  /** Whether it was heard of since it was asked. */
  isThere: boolean;
}

type Extra = { readonly connection: Connection };

const maxPayload = 64 * 1024;
const mostOperations = 100;
const initWithinMs = 3_000;
/** A client that has not answered by the next time is gone. */
const beatEveryMs = 15_000;
/** Everybody is asked once in that time, some of them each second. */
const partsOfBeat = 15;
const goneWithinMs = 1_000;

/** By the protocol; 1001 and 1013 are WebSocket's own, after which clients come back. */
const codes = { goingAway: 1001, tryAgain: 1013, badRequest: 4400, forbidden: 4403, internal: 4500 } as const;

/** A close frame holds 123 bytes. */
const reasonOf = (text: string) =>
  Buffer.from(text)
    .subarray(0, 123)
    .toString()
    .replace(/\uFFFD$/, '');

export function createSockets(options: SocketsOptions): Sockets {
  const { schema, live, authenticator, documents, register, prepare, execute, subscribe, report } = options;
  const { credentials, engine, mostPerKey, counts } = live;
  const all = new Set<Connection>();
  let isLeaving = false;
  const { run, listen } = createSocketOperations({ execute, subscribe, counts, report });
  const server = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols,
    clientTracking: false,
    perMessageDeflate: false,
  });

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: initWithinMs,
    onConnect: connect,
    onSubscribe: start,
    execute: (args) => run(args.contextValue as Started) as never,
    subscribe: (args) => listen(args.contextValue as Started) as never,
  });

  async function connect({ extra: { connection }, connectionParams }: Context<Record<string, unknown>, Extra>) {
    const { webSocket, request } = connection;
    const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
    const header = typeof given === 'string' ? given : request.headers.authorization;
    try {
      const viewer = await authenticator.authenticate(header);
      if (credentials.countOf(viewer.subject) >= mostPerKey) {
        webSocket.close(codes.tryAgain, `A key has at most ${mostPerKey} live connections.`);
        return false;
      }
      connection.viewer = viewer;
      const onRefused = ({ code, message }: ClientError) => {
        counts.close(code);
        webSocket.close(codes.forbidden, reasonOf(message));
      };
      connection.unwatch = credentials.watch({ header: header ?? '', viewer, onRefused });
      const cursor = engine.cursor();
      return cursor === null ? true : { cursor };
    } catch (error) {
      const { code, message } = clientErrorIn(error);
      webSocket.close(code === 'UNAUTHENTICATED' ? codes.forbidden : codes.tryAgain, reasonOf(message));
      return false;
    }
  }

  async function start(context: Context<Record<string, unknown>, Extra>, id: string, payload: object) {
    const { connection } = context.extra;
    const viewer = connection.viewer!;
    try {
      if (isLeaving) throw serverStops();
      if (Object.keys(context.subscriptions).length > mostOperations)
        throw new ClientError(
          'TOO_MANY_SUBSCRIPTIONS',
          `A connection has at most ${mostOperations} operations at once.`,
        );
      const asked = askedIn(payload);
      const document = await documents.find(asked);
      const { operationName } = asked;
      const operation = await prepare({ text: document.text, operationName, viewer });
      if ('errors' in operation) return operation.errors;
      if (document.isNew) await register(viewer, operation);
      const contextValue: Started = { connection, id, operation, variables: asked.variables };
      return { schema, document: { kind: Kind.DOCUMENT, definitions: [operation.definition] }, contextValue } as const;
    } catch (error) {
      return [maskError(error, report)];
    }
  }

  function opened(webSocket: WebSocket, socket: Duplex, request: IncomingMessage): void {
    const connection: Connection = {
      socket,
      webSocket,
      request,
      subscriptions: new Map(),
      underWay: new Set(),
      viewer: null,
      unwatch: () => {},
      isThere: true,
    };
    all.add(connection);
    const closed = protocol.opened(
      {
        protocol: webSocket.protocol,
        send(data) {
          if (webSocket.readyState === webSocket.OPEN) webSocket.send(data);
        },
        close: (code, reason) => webSocket.close(code, reason),
        onMessage(take) {
          webSocket.on('message', (data) => {
            connection.isThere = true;
            take(String(data)).catch((error: unknown) => {
              // What the protocol does not know is thrown as a plain error.
              const isUnknown = error instanceof Error && error.message.startsWith('Unexpected message');
              if (!isUnknown) report(error, '');
              webSocket.close(
                isUnknown ? codes.badRequest : codes.internal,
                isUnknown ? 'Invalid message received' : '',
              );
            });
          });
        },
      },
      { connection },
    );
    webSocket.on('pong', () => {
      connection.isThere = true;
    });
    webSocket.on('error', () => {}); // it closes after that, with a code that tells why
    webSocket.once('close', (code, reason) => {
      all.delete(connection);
      connection.unwatch();
      for (const subscription of connection.subscriptions.values()) subscription.stop();
      connection.subscriptions.clear();
      void closed(code, String(reason));
    });
  }

  /** How far the client has read, so that it can go on from there though nothing of its lists has changed for long. */
  function beat(connection: Connection): void {
    const { webSocket, socket, subscriptions } = connection;
    if (!connection.isThere) {
      webSocket.terminate();
      return;
    }
    connection.isThere = false;
    if (socket.writableLength > 0) return; // it is told something; whether it reads will be seen
    webSocket.ping();
    const cursors = [...subscriptions.values()].map((subscription) => subscription.cursor());
    if (cursors.length > 0 && !cursors.includes(null))
      webSocket.send(JSON.stringify({ type: 'ping', payload: { cursor: cursors[0] } }));
  }

  let part = 0;
  const beating = setInterval(() => {
    part = (part + 1) % partsOfBeat;
    let index = 0;
    for (const connection of all) if (index++ % partsOfBeat === part) beat(connection);
  }, beatEveryMs / partsOfBeat).unref();

  /** Without `complete`: to a client that would mean that its subscriptions are over, and it would not come back for them. */
  async function sendAway({ webSocket, underWay }: Connection): Promise<void> {
    const gone = new Promise<void>((resolve) => webSocket.once('close', () => resolve()));
    await Promise.race([Promise.allSettled(underWay), gone]);
    await nextTurn(); // the last answers go out first
    webSocket.close(codes.goingAway, 'The server stops: connect again.');
    const cut = setTimeout(() => webSocket.terminate(), goneWithinMs);
    await gone;
    clearTimeout(cut);
  }

  return {
    upgrade(request, socket, head) {
      if (isLeaving) throw serverStops();
      termsOf(request); // throws for what means nothing: later nobody could be told
      server.handleUpgrade(request, socket, head, (webSocket) => opened(webSocket, socket, request));
    },
    async stop() {
      isLeaving = true;
      clearInterval(beating);
      await Promise.all([...all].map(sendAway));
    },
  };
}
