// How a listener leaves: others are told to look elsewhere, then it takes nobody new, then what runs ends or is cut off.
// Invariant: a connection is closed behind an answer that said so, or while it rests, with a word for a request that may be on its way.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server as TcpServer } from 'node:net';
import type { Connections } from './connections.ts';
import { MeasuredResponse } from './meter.ts';

export interface Leaving {
  /** Another process listens on the same port already: nobody has to look elsewhere. @default false */
  readonly isReplaced?: boolean;
}

export interface Departure {
  /** Whether /readyz says no. */
  isLeaving(): boolean;
  /** Whether each answer is the last of its connection. */
  isLast(): boolean;
  /** Everything is answered, each answer the last of its connection, until balancers have looked; then nobody new is taken. */
  begin(leaving?: Leaving): Promise<void>;
  /** Closes what rests; resolves when all responses have gone out, at the latest after `drainMs`. */
  end(): Promise<void>;
}

export interface DepartureOptions {
  readonly server: HttpServer;
  /** Until every balancer has asked /readyz again. */
  readonly delayMs: number;
  readonly drainMs: number;
  readonly connections: Connections;
}

/** From a connection to its first request: a round trip, two with TLS. */
const lingerMs = 500;

export function createDeparture({ server, delayMs, drainMs, connections }: DepartureOptions): Departure {
  let isUnready = false;
  let isLast = false;
  /** Node's own would end what rests as well, without a word, though a request may be on its way there. */
  const takeNobody = (onClosed?: () => void) => void TcpServer.prototype.close.call(server, onClosed);
  return {
    isLeaving: () => isUnready,
    isLast: () => isLast,
    async begin({ isReplaced = false } = {}) {
      isLast = true;
      if (isReplaced) takeNobody();
      else isUnready = true;
      await pass(delayMs);
      if (isReplaced) return;
      takeNobody();
      // Who came last has not asked yet, and is answered.
      await pass(Math.min(delayMs, lingerMs));
    },
    async end() {
      isUnready = isLast = true;
      const closed = new Promise<void>((resolve) => takeNobody(resolve));
      connections.dismiss();
      // Again and again: a connection whose answer began before the departure is kept alive when that has gone out.
      const resting = setInterval(connections.dismiss, 50);
      const cut = setTimeout(connections.cut, drainMs);
      await closed;
      clearInterval(resting);
      clearTimeout(cut);
      server.close(); // for its timers
    },
  };
}

async function pass(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a listener answers with. Its head decides, as late as it can: a client that was told to stay would ask again on a connection that ends. */
export function createResponseClass({ isLast }: { readonly isLast: () => boolean }): typeof MeasuredResponse {
  return class<R extends IncomingMessage> extends MeasuredResponse<R> {
    override writeHead(status: number, ...head: [never?, never?]): this {
      if (isLast()) this.shouldKeepAlive = false;
      return super.writeHead(status, ...head);
    }
  };
}
