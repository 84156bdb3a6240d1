// The connections of a listener, and which of them rest: everything that was asked on one has been answered, or nothing was asked.
// Invariant: nothing runs that came over a connection after it was dismissed, so whoever asked there may ask again elsewhere.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseSocket } from './bad-request.ts';

export interface Connections {
  opened(socket: Socket): void;
  /** False: the connection was dismissed, and the request is not to be looked at. */
  asked(socket: Socket, response: ServerResponse): boolean;
  /** Node's server knows nothing of it any more. False as above. */
  upgraded(socket: Duplex): boolean;
  /** Ends those that rest. What comes over one nevertheless is told that it was not read (408, RFC 9110 §15.5.9). */
  dismiss(): void;
  /** Ends all others too. */
  cut(): void;
}

/** For the last word to arrive before the connection is gone: what meets a closed one resets it, and takes the word along. */
const lingerMs = 500;

export function createConnections(): Connections {
  /** The latest response of each. */
  const responses = new Map<Duplex, ServerResponse | null>();
  const others = new Set<Duplex>();
  const dismissed = new WeakSet<Duplex>();

  function endSoon(socket: Duplex): void {
    dismissed.add(socket);
    setTimeout(() => socket.destroy(), lingerMs).unref();
  }

  return {
    opened(socket) {
      responses.set(socket, null);
      socket.once('close', () => responses.delete(socket));
    },
    asked(socket, response) {
      responses.set(socket, response);
      return !dismissed.has(socket);
    },
    upgraded(socket) {
      if (dismissed.has(socket)) return false;
      responses.delete(socket);
      others.add(socket);
      socket.once('close', () => others.delete(socket));
      return true;
    },
    dismiss() {
      for (const [socket, response] of responses) {
        if (dismissed.has(socket) || response?.writableFinished === false) continue;
        refuseSocket(socket, 'REQUEST_TIMEOUT', 'The node stops, and read nothing more of this connection: ask again.');
        endSoon(socket);
      }
      for (const socket of others) if (!dismissed.has(socket)) endSoon(socket);
    },
    cut() {
      for (const socket of [...responses.keys(), ...others]) socket.destroy();
    },
  };
}
