// The connections between an edge and its origin, in front of a server that does what a test wants: other protocols, streams, silence,
// clients that leave (docs/edge.md).
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOriginClient } from '../../src/edge/origin.ts';
import type { ClientError } from '../../src/errors.ts';
import { startApi } from '../support/api.ts';
import { edgeKey, startEdgeNode } from '../support/edge-nodes.ts';
import type { Node } from '../support/nodes.ts';
import { until } from '../support/until.ts';

let server: Server;
let edge: Node;
let seen: IncomingMessage[];
let onRequest: (request: IncomingMessage, response: ServerResponse) => void;
let onUpgrade: (request: IncomingMessage, socket: Socket) => void;
const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url!.startsWith('/_cache/')) return void response.writeHead(503).end();
    seen.push(request);
    onRequest(request, response);
  });
  server.on('upgrade', (request, socket) => onUpgrade(request, socket as Socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  edge = await startEdgeNode({ originUrl: urlOf(), logLevel: 'silent' });
});
beforeEach(() => {
  seen = [];
  onRequest = (_, response) => void response.end('{}');
  onUpgrade = (_, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
afterEach(() => server.closeAllConnections());
afterAll(async () => {
  await edge.stop();
  server.close();
  server.closeAllConnections();
});

const upgrade = `GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nx-clientele-edge: ${edgeKey}\r\nsec-websocket-key: abc\r\n\r\n`;
async function dial(): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(edge.port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (bytes) => (text += bytes));
  socket.on('error', () => {});
  return { socket, text: () => text };
}

it('another protocol is spoken through it, both ways, and ends at both ends', async () => {
  let upstream: Socket | undefined;
  let asked: IncomingMessage | undefined;
  onUpgrade = (request, socket) => {
    [asked, upstream] = [request, socket];
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\nwelcome ',
    );
    socket.on('data', (bytes) => socket.write(bytes.toString().toUpperCase()));
  };
  const { socket, text } = await dial();
  socket.write(`${upgrade}early `);
  await until(() => text().includes('EARLY'));
  socket.write('later');
  await until(() => text().endsWith('LATER'));
  expect(text()).toMatch(/^HTTP\/1\.1 101 .*welcome EARLY LATER$/s);
  expect(text()).toMatch(/set-cookie: a=1\r\nset-cookie: b=2/i);
  expect(asked!.headers).toMatchObject({ 'sec-websocket-key': 'abc', upgrade: 'websocket' });
  expect(asked!.headers).not.toHaveProperty('x-clientele-edge');
  socket.destroy();
  await until(() => upstream!.readableEnded);
});

it('a refusal arrives, of the real origin too, and silence is none', async () => {
  const { socket, text } = await dial();
  socket.write(upgrade);
  await until(() => text().includes('403 Forbidden'));
  const origin = await startApi();
  const front = await startEdgeNode({ originUrl: origin.url, logLevel: 'silent' });
  const real = connect(front.port, '127.0.0.1');
  let answer = '';
  real.on('data', (bytes) => (answer += bytes));
  real.write(upgrade);
  await until(() => /^HTTP\/1\.1 4\d\d /.test(answer));
  await front.stop();
  await origin.stop();
});

it('a client that breaks off while the origin thinks harms nobody, and is not waited for', async () => {
  const waiting: Socket[] = [];
  onUpgrade = (_, socket) => {
    waiting.push(socket);
    socket.on('error', () => {});
    socket.resume();
  };
  for (let nth = 0; nth < 5; nth++) {
    const { socket } = await dial();
    socket.write(upgrade);
    await until(() => waiting.length === nth + 1);
    socket.resetAndDestroy();
    await until(() => waiting[nth]!.readableEnded || waiting[nth]!.destroyed, { what: 'that the origin is told' });
  }
  onRequest = (_, response) => void response.end('fine');
  expect(
    await (await fetch(`http://127.0.0.1:${edge.port}/graphql`, { headers: { accept: 'text/html' } })).text(),
  ).toBe('fine');
});

it('a client that goes away while the origin works is not worked for', async () => {
  let isAborted = false;
  onRequest = (_, response) => void response.once('close', () => (isAborted = true));
  const request = send({
    port: edge.port,
    host: '127.0.0.1',
    path: '/graphql',
    headers: { accept: 'text/event-stream' },
  });
  request.on('error', () => {});
  request.end();
  await until(() => seen.length === 1);
  request.destroy();
  await until(() => isAborted);
  expect(seen[0]!.headers.host).toBe(new URL(urlOf()).host);
});

it('streams without an end keep nobody waiting', async () => {
  onRequest = (request, response) => {
    if (request.headers.accept === 'text/event-stream') response.write('event: one\n\n');
    else response.end('answered');
  };
  const client = createOriginClient({ url: urlOf(), edgeKey, mostAtOnce: 2 });
  const door = createServer((request, response) => void client.pass(request, response).catch(() => response.end()));
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const opened = new AbortController();
  const { port } = door.address() as AddressInfo;
  const headers = { accept: 'text/event-stream' };
  for (let nth = 0; nth < 4; nth++) await fetch(`http://127.0.0.1:${port}/`, { headers, signal: opened.signal });
  expect((await client.ask({ method: 'POST', path: '/graphql', body: '{}', timeoutMs: 2_000 })).body.toString()).toBe(
    'answered',
  );
  opened.abort();
  door.close();
  client.stop();
});

it('silence ends: what passes is given up like what is asked', async () => {
  onRequest = () => {};
  const client = createOriginClient({ url: urlOf(), edgeKey, answeredWithinMs: 200 });
  const door = createServer((request, response) => {
    client.pass(request, response).catch((error: { code: string }) => response.end(error.code));
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('UNAVAILABLE');
  expect(await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).text()).toBe('UNAVAILABLE');
  await expect(client.ask({ method: 'GET', path: '/graphql' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  door.close();
  client.stop();
});

it('a connection that the origin closes just as it is used again costs nobody an answer', async () => {
  const sockets = new Set<unknown>();
  onRequest = (request, response) => {
    const isOld = sockets.has(request.socket);
    sockets.add(request.socket);
    if (isOld) request.socket.destroy();
    else response.end('answered');
  };
  const client = createOriginClient({ url: urlOf(), edgeKey });
  for (let nth = 0; nth < 4; nth++)
    expect((await client.ask({ method: 'POST', path: '/graphql', body: '{}' })).body.toString()).toBe('answered');
  client.stop();
});

it('an origin that says nothing at all is waited for a second, and one that is merely slow longer', async () => {
  let isSilent = true;
  onRequest = () => {};
  const client = createOriginClient({ url: urlOf(), edgeKey, answeredWithinMs: 1_700, isSilent: () => isSilent });
  const took = async () => {
    const beganMs = performance.now();
    await expect(client.ask({ method: 'GET', path: '/graphql' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    return performance.now() - beganMs;
  };
  expect(await took()).toBeLessThan(1_500);
  isSilent = false;
  expect(await took()).toBeGreaterThan(1_600);
  client.stop();
});

it('after a silence resting connections are left, and a question whose connection was lost is asked again', async () => {
  onRequest = (_, response) => void response.end('answered');
  const client = createOriginClient({ url: urlOf(), edgeKey });
  const ask = async () => (await client.ask({ method: 'POST', path: '/graphql', body: '{}' })).body.toString();
  await ask();
  onRequest = () => {};
  const asked = ask();
  await until(() => seen.length === 2);
  const [{ socket: first }, { socket: second }] = seen as [IncomingMessage, IncomingMessage];
  expect(second).toBe(first);
  onRequest = (_, response) => void response.end('answered');
  await ask();
  const rests = seen.at(-1)!.socket;
  client.renew();
  expect(await ask()).toBe('answered');
  expect(seen.at(-1)!.socket).not.toBe(rests);
  expect(await asked).toBe('answered');
  client.stop();
});

describe('a write that is not answered', () => {
  let door: Server;
  let client: ReturnType<typeof createOriginClient>;
  const open = async (url: string) => {
    client = createOriginClient({ url, edgeKey, answeredWithinMs: 200 });
    door = createServer((request, response) => {
      const ways = {
        '/forward': async () => void response.end((await client.forward(request, '{}')).body),
        '/pass': () => client.pass(request, response, '{}'),
      };
      ways[request.url as keyof typeof ways]().catch(({ message, details }: ClientError) =>
        response.end(JSON.stringify({ message, ...details })),
      );
    });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
  };
  const write = async (path: string, headers: Record<string, string> = {}) => {
    const { port } = door.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers })).json();
  };
  afterEach(() => {
    door.close();
    client.stop();
  });

  it.each(['/forward', '/pass'])(
    'may have happened: only with an Idempotency-Key it may be repeated (%s)',
    async (path) => {
      onRequest = () => {};
      await open(urlOf());
      expect(await write(path)).toEqual({
        message: expect.stringMatching(/may have happened: look/),
        retryable: false,
      });
      expect(await write(path, { 'idempotency-key': 'k' })).toEqual({
        message: expect.stringMatching(/may have happened: repeat it with the same/),
        retryable: true,
      });
    },
  );

  it('has not happened if there was no connection', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await open(`http://127.0.0.1:${port}`);
    for (const path of ['/forward', '/pass'])
      expect(await write(path)).toEqual({ message: 'The origin does not answer now; try again.', retryable: true });
  });

  const dismiss = (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(408, { connection: 'close' }).end('{"error":{}}');

  it.each(['/forward', '/pass'])(
    'is sent again if the origin, which leaves, says that it read nothing (%s)',
    async (path) => {
      onRequest = (request, response) => {
        if (seen.length === 1) dismiss(request, response);
        else response.end('{"written":true}');
      };
      await open(urlOf());
      expect(await write(path)).toEqual({ written: true });
      expect(seen.length).toBe(2);
    },
  );

  it.each(['/forward', '/pass'])('has not happened if no origin read anything (%s)', async (path) => {
    onRequest = dismiss;
    await open(urlOf());
    expect(await write(path)).toEqual({ message: 'The origin does not answer now; try again.', retryable: true });
    expect(seen.length).toBe(2);
  });
});
