// The line between a node and its database, in the hands of a test: the change feed's connections can be stalled where they are,
// as by a server that hangs or a cable that was pulled, while all others go on.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line {
  /** The database's URL, through this line. */
  readonly url: string;
  /** Nothing more arrives over the relay's connections, old and new, in either direction. */
  stall(): void;
  resume(): void;
  /** Breaks the relay's connections. */
  cut(): void;
  /** The relay's connections that are open. */
  relays(): number;
  stop(): Promise<void>;
}

/** The role is in the first packet of a connection, in plain text. */
const ofRelay = Buffer.from('clientele_relay');

export async function openLine(databaseUrl: string): Promise<Line> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const relays = new Set<readonly [Socket, Socket]>();
  let isStalled = false;

  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes) => to.write(bytes));
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    near.once('data', (first) => {
      if (!first.includes(ofRelay)) return;
      const pair = [near, far] as const;
      relays.add(pair);
      near.once('close', () => relays.delete(pair));
      if (isStalled) for (const socket of pair) socket.pause();
    });
    join(near, far);
    join(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    stall() {
      isStalled = true;
      for (const pair of relays) for (const socket of pair) socket.pause();
    },
    resume() {
      isStalled = false;
      for (const pair of relays) for (const socket of pair) socket.resume();
    },
    cut() {
      for (const [near] of relays) near.destroy();
    },
    relays: () => relays.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
