// Clients that send slowly, or do not read what they are sent: their connections end, and nobody else notices.
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readBody } from '../../src/http/body.ts';
import { respond } from '../../src/http/respond.ts';
import { type Patience, type RunningServer, startHttpServer } from '../../src/http/server.ts';
import { until } from '../support/until.ts';

const large = Buffer.alloc(16 * 1024 * 1024, 'x');
let server: RunningServer;
let sockets: Socket[] = [];
/** The other ends of those that asked. */
let served: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  served = [];
  await server?.stop();
});

async function start(patience: Patience): Promise<void> {
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    parts: async () => ({}),
    patience,
    graphql(request, response) {
      served.push(request.socket);
      if (request.method === 'GET') return respond(response, 200, 'text/plain', large);
      readBody(
        request,
        1_000,
        (text) => respond(response, 200, 'text/plain', text),
        () => respond(response, 400, 'text/plain', ''),
      );
    },
  });
}

/** What came, and whether the server has closed. */
function open(bytes: string): { socket: Socket; text: () => string; isClosed: () => boolean } {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk) => (text += chunk.toString('latin1', 0, 2_000))).on('error', () => {});
  socket.once('close', () => (isClosed = true));
  socket.write(bytes);
  return { socket, text: () => text, isClosed: () => isClosed };
}

function drop(slow: readonly { readonly socket: Socket }[]): void {
  for (const { socket } of slow) if (socket.writable) socket.write('a');
}

const isOthersServed = async () => (await fetch(`http://127.0.0.1:${server.port}/livez`)).status === 200;

it('headers that come byte by byte are waited for so long and no longer', async () => {
  await start({ headersMs: 200, requestMs: 10_000 });
  const slow = Array.from({ length: 20 }, () => open('POST /graphql HTTP/1.1\r\nhost: x\r\n'));
  const drip = setInterval(() => drop(slow), 20);
  expect(await isOthersServed()).toBe(true);
  await until(() => slow.every(({ isClosed }) => isClosed()), { what: 'that slow clients were cut off' });
  clearInterval(drip);
  for (const { text } of slow) expect(text()).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"REQUEST_TIMEOUT"/);
  expect(await isOthersServed()).toBe(true);
});

it('so is a body', async () => {
  await start({ headersMs: 200, requestMs: 400 });
  const slow = Array.from({ length: 20 }, () =>
    open('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n'),
  );
  const drip = setInterval(() => drop(slow), 20);
  await until(() => slow.every(({ isClosed }) => isClosed()), { what: 'that slow clients were cut off' });
  clearInterval(drip);
  for (const { text } of slow) expect(text()).toContain('"code":"REQUEST_TIMEOUT"');
});

it('a client that does not read its answer is cut off, and one that reads slowly but all gets it whole', async () => {
  await start({ mostMs: 1_000, everyMs: 20 });
  const request = 'GET /graphql HTTP/1.1\r\nhost: x\r\n\r\n';
  open(request).socket.pause();
  await until(() => served.length === 1);
  const slow = connect(server.port, '127.0.0.1');
  sockets.push(slow);
  let received = 0;
  slow.write(request);
  slow.on('data', (chunk) => {
    received += chunk.length;
    slow.pause();
    setImmediate(() => slow.resume());
  });
  await until(() => received > large.length, { what: 'that the slow reader has it all' });
  await until(() => served[0]!.destroyed, { what: 'that the deaf one was cut off' });
  expect(received).toBeGreaterThan(large.length);
});

it('when all together hold too much, those that are behind longest go first', async () => {
  await start({ mostMs: 60_000, everyMs: 20, mostBytes: 3 * large.length });
  const deaf = Array.from({ length: 8 }, () => open('GET /graphql HTTP/1.1\r\nhost: x\r\n\r\n'));
  for (const { socket } of deaf) socket.pause();
  expect(await isOthersServed()).toBe(true);
  const cutOff = () => served.flatMap(({ destroyed }, at) => (destroyed ? [at] : []));
  await until(() => cutOff().length >= 4, { what: 'that some were cut off' });
  expect(await isOthersServed()).toBe(true);
  expect(cutOff()).toEqual([...cutOff().keys()]);
});
