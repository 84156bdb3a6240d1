// The line between an edge and its origins, in the hands of a test: what tells an edge of changes can be stalled while requests go
// on; all of it can be cut, hang, or lead elsewhere. Invariant: nothing is delayed or lost unless the test says so.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface EdgeLine {
  /** What the edge takes for its origin. */
  readonly url: string;
  /** Neither the stream nor answers to where the origin stands get through; everything else does. */
  stall(): void;
  resume(): void;
  /** Breaks the streams that are open. */
  cut(): void;
  /** Breaks everything, and lets nothing in: as with no origin. */
  close(): void;
  /** Lets everything in and answers nothing. */
  hang(): void;
  open(): void;
  /** By the first bytes of a connection: the port that it goes to. Connections of before are broken. */
  route(to: (first: string) => number): void;
  /** Requests of /graphql, and for what ids mean, that came through, the last thousand, as they were sent. */
  heard(): readonly string[];
  stop(): Promise<void>;
}

export async function openEdgeLine(port: number): Promise<EdgeLine> {
  const sockets = new Set<Socket>();
  const streams = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'closed' | 'hanging' = 'open';
  let isStalled = false;
  const heard: string[] = [];
  let routeOf = (_: string) => port;

  const track = (socket: Socket, other: () => Socket | undefined) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      other()?.destroy();
    });
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (state === 'closed') return void near.destroy();
    let far: Socket | undefined;
    track(near, () => far);
    near.on('end', () => far?.end());
    near.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (state === 'hanging') return;
      if (!far) {
        far = connect({ port: routeOf(text), host: '127.0.0.1', allowHalfOpen: true });
        track(far, () => near);
        far.on('end', () => near.end());
        far.on('data', (answer) => void (state === 'open' && near.write(answer)));
      }
      if (/^(?:GET|POST) \/(?:graphql|_cache\/operation)/.test(text) && heard.push(text) > 1_000) heard.shift();
      const isStream = text.startsWith('GET /_cache/stream');
      if (isStream) {
        const pair = [near, far] as const;
        streams.add(pair);
        near.once('close', () => streams.delete(pair));
        if (isStalled) far.pause();
      }
      if (isStalled && text.startsWith('GET /_cache/position')) return;
      far.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall() {
      isStalled = true;
      for (const [, far] of streams) far.pause();
    },
    resume() {
      isStalled = false;
      for (const [, far] of streams) far.resume();
    },
    cut() {
      for (const [near] of streams) near.destroy();
    },
    close() {
      state = 'closed';
      breakAll();
    },
    hang() {
      state = 'hanging';
    },
    open() {
      if (state === 'hanging') breakAll();
      state = 'open';
    },
    route(to) {
      routeOf = to;
      breakAll();
    },
    heard: () => heard,
    async stop() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
