// A balancer of connections that obeys /readyz, as those in front of a deployment do. Invariant: it never looks at what it passes on.
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Backend {
  readonly host: string;
  readonly port: number;
}

export interface Balancer {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Whether new connections go there, by what it said last. */
  isReady(backend: Backend): boolean;
  stop(): Promise<void>;
}

const askEveryMs = 100;

/** Those that are ready take new connections in turn; one that refuses is passed over. */
export async function startBalancer(backends: readonly Backend[]): Promise<Balancer> {
  const ready = new Set<Backend>();
  const asked = new Set<Backend>();
  const sockets = new Set<Socket>();
  let turn = 0;

  /** One at a time for each: an answer that was long on its way must not count after a newer one. */
  async function ask(backend: Backend): Promise<void> {
    if (asked.has(backend)) return;
    asked.add(backend);
    if (await saysReady(backend)) ready.add(backend);
    else ready.delete(backend);
    asked.delete(backend);
  }

  /** To one of those left. */
  function join(client: Socket, left: readonly Backend[]): void {
    const [backend, ...others] = left;
    if (!backend) return void client.destroy();
    const upstream = connect(backend.port, backend.host);
    sockets.add(upstream);
    const refused = () => join(client, others);
    upstream.once('error', refused);
    upstream.once('connect', () => {
      upstream.off('error', refused).on('error', () => client.destroy());
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.once('close', () => sockets.delete(upstream));
  }

  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client)).on('error', () => {});
    const all = [...ready];
    const first = turn++ % Math.max(1, all.length);
    join(client, [...all.slice(first), ...all.slice(0, first)]);
  });
  await Promise.all(backends.map(ask));
  const asking = setInterval(() => backends.forEach((backend) => void ask(backend)), askEveryMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    isReady: (backend) => ready.has(backend),
    stop() {
      clearInterval(asking);
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function saysReady({ host, port }: Backend): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(2_000);
    const asked = request({ host, port, path: '/readyz', agent: false, signal }, (response) =>
      resolve(response.on('error', () => {}).resume().statusCode === 200),
    );
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
