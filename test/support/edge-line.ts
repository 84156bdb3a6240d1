// The line between edges and their origin, in the hands of a test: cut, or half-open, as by a cable that was pulled or a router
// that forgot its connections. Unlike the one of nodes-line.ts, what is sent meanwhile is lost, and so are the connections.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface EdgeLine {
  /** The origin's URL, through this line. */
  readonly url: string;
  /** Breaks all connections with RST, and lets none through until mend(). */
  cut(): void;
  /** Breaks them and lets new ones through at once. */
  break(): void;
  /** Nothing arrives any more, in either direction, and nobody is told: connections of before stay dead when it is mended. */
  swallow(): void;
  /** Nothing arrives, until it is mended: then everything does. */
  hold(): void;
  mend(): void;
  /** Connections that are open. */
  connections(): number;
  /** Bytes that edges got. */
  received(): number;
  /** Others come to another origin from now on. */
  lead(port: number): void;
  stop(): Promise<void>;
}

type State = 'whole' | 'cut' | 'swallows' | 'holds';

/** `host`: where edges find it. */
export async function openEdgeLine(originPort: number, host = '127.0.0.1'): Promise<EdgeLine> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let state: State = 'whole';
  let port = originPort;
  let received = 0;

  const server = createServer((near) => {
    all.add(near);
    near.on('error', () => {});
    if (state === 'cut') return void near.resetAndDestroy();
    if (state === 'swallows') return void near.resume(); // the origin hears nothing of it
    const far = connect(port, '127.0.0.1');
    const pair = [near, far] as const;
    let isLost = false;
    pairs.add(pair);
    lose.set(pair, () => {
      isLost = true;
    });
    const join = (from: Socket, to: Socket) => {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (isLost) return;
        if (from === far) received += bytes.length;
        to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        pairs.delete(pair);
        if (!isLost) to.resetAndDestroy();
      });
      if (state === 'holds') from.pause();
    };
    join(near, far);
    join(far, near);
    all.add(far);
  });
  const lose = new WeakMap<readonly [Socket, Socket], () => void>();
  const all = new Set<Socket>();
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  server.listen(0, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    cut() {
      state = 'cut';
      breakAll();
    },
    break: breakAll,
    swallow() {
      state = 'swallows';
      for (const pair of pairs) lose.get(pair)!();
    },
    hold() {
      state = 'holds';
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    mend() {
      state = 'whole';
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    connections: () => pairs.size,
    received: () => received,
    lead(to) {
      port = to;
    },
    async stop() {
      for (const socket of all) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
