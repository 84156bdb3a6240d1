// A TCP proxy in the hands of a test: toxics by direction, on all connections or those of one kind, taken away at any moment.
// Invariant: without toxics nothing is delayed, lost or added; stop() leaves no socket.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createRandom, type Random } from './random.ts';
import { type Direction, type Flow, startFlow, type Toxic } from './toxics.ts';

export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** The function takes it away again. Without directions: both. `of`: connections of this kind. */
  add(toxic: Toxic, on?: { readonly direction?: Direction; readonly of?: string }): () => void;
  /** Breaks all connections with RST, and lets none through until mend(). */
  down(): void;
  /** Breaks them, and lets new ones through at once. */
  sever(of?: string): void;
  /** No more toxics. What has lost bytes stays dead. */
  mend(): void;
  connections(of?: string): number;
  /** That arrived. */
  bytes(direction: Direction): number;
  /** New connections come to another port from now on. */
  lead(port: number): void;
  stop(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly port: number;
  readonly host?: string;
  /** Where clients find it. @default 127.0.0.1 */
  readonly at?: string;
  /** Of a connection, by the first bytes that a client sends. @default all are of one kind */
  readonly kindOf?: (first: Buffer) => string;
  readonly chance?: Random;
}

interface Active {
  readonly toxic: Toxic;
  readonly direction: Direction | undefined;
  readonly of: string | undefined;
}

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  readonly flows: readonly Flow[];
  kind: string | undefined;
}

export async function openFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { host = '127.0.0.1', at = '127.0.0.1', kindOf, chance = createRandom(1) } = options;
  let { port } = options;
  const sockets = new Set<Socket>();
  const links = new Set<Link>();
  const active = new Set<Active>();
  const passed = { up: 0, down: 0 };
  let isDown = false;

  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // told by 'close'
    socket.on('close', () => sockets.delete(socket));
  };
  const applies = ({ direction, of }: Active, link: Link, to: Direction) =>
    (direction ?? to) === to && (of === undefined || of === link.kind);
  const reset = ({ near, far }: Link) => {
    near.resetAndDestroy();
    far.resetAndDestroy();
  };

  /** What such a toxic does once, to a connection that is there or comes. */
  function strike(link: Link, each: Active): void {
    const { toxic, direction, of } = each;
    if (of !== undefined && of !== link.kind) return;
    if (toxic.kind === 'timeout') {
      for (const [nth, flow] of link.flows.entries()) {
        if ((direction ?? directions[nth]) === directions[nth]) flow.lose();
      }
    }
    if (toxic.kind === 'reset_peer' || (toxic.kind === 'timeout' && toxic.ms > 0))
      setTimeout(() => void (active.has(each) && reset(link)), toxic.ms).unref();
  }

  function open(near: Socket): void {
    track(near);
    if (isDown) return void near.resetAndDestroy();
    const far = connect({ port, host, allowHalfOpen: true });
    track(far);
    const toxicsOf = (to: Direction) => () =>
      active.size === 0 ? none : [...active].filter((each) => applies(each, link, to)).map(({ toxic }) => toxic);
    const begin = () => {
      for (const each of active) strike(link, each);
    };
    if (kindOf)
      near.once('data', (first) => {
        link.kind = kindOf(first);
        begin();
      });
    const flow = (from: Socket, to: Socket, direction: Direction) =>
      startFlow({
        from,
        to,
        chance,
        toxics: toxicsOf(direction),
        onPassed: (bytes) => {
          passed[direction] += bytes;
        },
      });
    const kind: string | undefined = kindOf ? undefined : 'any';
    const link: Link = { near, far, kind, flows: [flow(near, far, 'up'), flow(far, near, 'down')] };
    links.add(link);
    for (const socket of [near, far]) socket.on('close', () => links.delete(link));
    if (!kindOf) begin();
  }

  const server = createServer({ allowHalfOpen: true }, open);
  server.listen(0, at);
  await once(server, 'listening');
  const those = (of: string | undefined) => [...links].filter(({ kind }) => of === undefined || of === kind);
  const wake = () => {
    for (const { flows } of links) for (const flow of flows) flow.wake();
  };
  const sever = (of?: string) => those(of).forEach(reset);

  return {
    host: at,
    port: (server.address() as AddressInfo).port,
    add(toxic, { direction, of } = {}) {
      const each = { toxic, direction, of };
      active.add(each);
      for (const link of links) strike(link, each);
      return () => {
        active.delete(each);
        wake();
      };
    },
    down() {
      isDown = true;
      sever();
    },
    sever,
    mend() {
      isDown = false;
      active.clear();
      wake();
    },
    connections: (of) => those(of).length,
    bytes: (direction) => passed[direction],
    lead(to) {
      port = to;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const directions: readonly Direction[] = ['up', 'down'];
const none: readonly Toxic[] = [];
