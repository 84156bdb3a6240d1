// How a listener leaves: others are told to look elsewhere, then it takes nobody new, then what runs ends or is cut off.
// Invariant: a connection is closed behind an answer that said so, or when nothing was asked on it.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type Socket, Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
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
  /** Closes what is idle; resolves when all responses have gone out, at the latest after `drainMs`. */
  end(): Promise<void>;
}

export interface DepartureOptions {
  readonly server: HttpServer;
  /** Until every balancer has asked /readyz again. */
  readonly delayMs: number;
  readonly drainMs: number;
  /** Connections that Node's server does not count among those that are idle: silent ones, and those of another protocol. */
  readonly others: () => Iterable<Socket | Duplex>;
}

/** From a connection to its first request: a round trip, two with TLS. */
const lingerMs = 500;

export function createDeparture({ server, delayMs, drainMs, others }: DepartureOptions): Departure {
  let isUnready = false;
  let isLast = false;
  return {
    isLeaving: () => isUnready,
    isLast: () => isLast,
    async begin({ isReplaced = false } = {}) {
      isLast = true;
      // Node's own close() would end what is idle as well, though a request may be on its way there.
      const takeNobody = () => void TcpServer.prototype.close.call(server);
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
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Again and again: a connection whose answer began before the departure is kept alive when that has gone out.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      for (const socket of others()) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
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
