// The connections between an edge and its origin, in front of a server that does what a test wants: other protocols, streams, silence,
// clients that leave (docs/edge.md).
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createOriginClient } from '../../src/edge/origin.ts';
import { startApi } from '../support/api.ts';
import { edgeKey, startEdgeNode } from '../support/edge-nodes.ts';
import type { Node } from '../support/nodes.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../support/scripted-origin.ts';
import { until } from '../support/until.ts';

let origin: ScriptedOrigin;
let edge: Node;

beforeAll(async () => {
  origin = await startScriptedOrigin();
  edge = await startEdgeNode({ originUrl: origin.url, logLevel: 'silent' });
});
beforeEach(() => origin.reset());
afterEach(() => origin.cut());
afterAll(async () => {
  await edge.stop();
  origin.stop();
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
  origin.onUpgrade = (request, socket) => {
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

it('a WebSocket is told that the edge goes away, behind the frame that is on its way', async () => {
  const client = createOriginClient({ url: origin.url, edgeKey });
  const door = createServer().listen(0, '127.0.0.1');
  await once(door, 'listening');
  door.on('upgrade', (request, socket, head) => client.passUpgrade(request, socket, head));
  let upstream: Socket | undefined;
  origin.onUpgrade = (_, socket) => {
    upstream = socket;
    socket.on('error', () => {});
    socket.write(
      Buffer.from(
        'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n\x81\x03one\x81\x03t',
        'latin1',
      ),
    );
  };
  const socket = connect((door.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  let text = '';
  socket.on('data', (bytes) => (text += bytes));
  const ended = once(socket, 'end');
  socket.write(upgrade);
  await until(() => text.endsWith('one\x81\x03t'));
  client.leave();
  upstream!.write(Buffer.from('wo\x81\x05three', 'latin1'));
  await ended;
  expect(text.endsWith('\x81\x03one\x81\x03two\x88\x02\x03\xe9'), text).toBe(true);
  client.stop();
  door.close();
});

it('a refusal arrives, of the real origin too, and silence is none', async () => {
  const { socket, text } = await dial();
  socket.write(upgrade);
  await until(() => text().includes('403 Forbidden'));
  const real = await startApi();
  const front = await startEdgeNode({ originUrl: real.url, logLevel: 'silent' });
  const wire = connect(front.port, '127.0.0.1');
  let answer = '';
  wire.on('data', (bytes) => (answer += bytes));
  wire.write(upgrade);
  await until(() => /^HTTP\/1\.1 4\d\d /.test(answer));
  await front.stop();
  await real.stop();
});

it('a client that breaks off while the origin thinks harms nobody, and is not waited for', async () => {
  const waiting: Socket[] = [];
  origin.onUpgrade = (_, socket) => {
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
  origin.onRequest = (_, response) => void response.end('fine');
  expect(
    await (await fetch(`http://127.0.0.1:${edge.port}/graphql`, { headers: { accept: 'text/html' } })).text(),
  ).toBe('fine');
});

it('a client that goes away while the origin works is not worked for', async () => {
  let isAborted = false;
  origin.onRequest = (_, response) => void response.once('close', () => (isAborted = true));
  const request = send({
    port: edge.port,
    host: '127.0.0.1',
    path: '/graphql',
    headers: { accept: 'text/event-stream' },
  });
  request.on('error', () => {});
  request.end();
  await until(() => origin.seen.length === 1);
  request.destroy();
  await until(() => isAborted);
  expect(origin.seen[0]!.headers.host).toBe(new URL(origin.url).host);
});

it('streams without an end keep nobody waiting', async () => {
  origin.onRequest = (request, response) => {
    if (request.headers.accept === 'text/event-stream') response.write('event: one\n\n');
    else response.end('answered');
  };
  const client = createOriginClient({ url: origin.url, edgeKey, mostAtOnce: 2 });
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
  origin.onRequest = () => {};
  const client = createOriginClient({ url: origin.url, edgeKey, answeredWithinMs: 200 });
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
  origin.onRequest = (request, response) => {
    const isOld = sockets.has(request.socket);
    sockets.add(request.socket);
    if (isOld) request.socket.destroy();
    else response.end('answered');
  };
  const client = createOriginClient({ url: origin.url, edgeKey });
  for (let nth = 0; nth < 4; nth++)
    expect((await client.ask({ method: 'POST', path: '/graphql', body: '{}' })).body.toString()).toBe('answered');
  client.stop();
});

it('an origin that says nothing at all is waited for a second, and one that is merely slow longer', async () => {
  let isSilent = true;
  origin.onRequest = () => {};
  const client = createOriginClient({ url: origin.url, edgeKey, answeredWithinMs: 1_700, isSilent: () => isSilent });
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
  origin.onRequest = (_, response) => void response.end('answered');
  const client = createOriginClient({ url: origin.url, edgeKey });
  const ask = async () => (await client.ask({ method: 'POST', path: '/graphql', body: '{}' })).body.toString();
  await ask();
  origin.onRequest = () => {};
  const asked = ask();
  await until(() => origin.seen.length === 2);
  const [{ socket: first }, { socket: second }] = origin.seen as [IncomingMessage, IncomingMessage];
  expect(second).toBe(first);
  origin.onRequest = (_, response) => void response.end('answered');
  await ask();
  const rests = origin.seen.at(-1)!.socket;
  client.renew();
  expect(await ask()).toBe('answered');
  expect(origin.seen.at(-1)!.socket).not.toBe(rests);
  expect(await asked).toBe('answered');
  client.stop();
});
