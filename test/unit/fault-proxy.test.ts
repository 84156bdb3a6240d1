// The proxy that faults go through: each toxic does what toxiproxy's does, and nothing else happens to bytes.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/until.ts';

let proxy: FaultProxy;
let sockets: Socket[];
/** What the server got, over all connections. */
let heard: string;
const server = createServer({ allowHalfOpen: true }, (socket) => {
  sockets.push(socket);
  socket.on('data', (bytes) => (heard += bytes)).on('error', () => {});
  socket.on('end', () => socket.end()).pipe(socket);
});

beforeEach(async () => {
  [sockets, heard] = [[], ''];
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = await openFaultProxy({
    port: (server.address() as AddressInfo).port,
    kindOf: (first) => (first.includes('feed') ? 'feed' : 'other'),
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.stop();
  server.close();
});

interface Caller {
  readonly socket: Socket;
  /** What came back. */
  got(): string;
  /** How the connection ended; null while it is there. */
  ended(): 'end' | 'reset' | null;
}

async function call(text: string): Promise<Caller> {
  const socket = connect(proxy.port, proxy.host);
  sockets.push(socket);
  let got = '';
  let ended: 'end' | 'reset' | null = null;
  socket.on('data', (bytes) => (got += bytes)).on('error', () => {});
  socket.on('close', (hasError) => (ended = hasError ? 'reset' : 'end'));
  socket.write(text);
  return { socket, got: () => got, ended: () => ended };
}

it('passes everything on in both directions, with the goodbye of either side', async () => {
  const long = 'x'.repeat(3_000_000);
  const caller = await call(long);
  caller.socket.end();
  await until(() => caller.ended() === 'end');
  expect(caller.got() === long && heard === long).toBe(true);
  expect([proxy.bytes('up'), proxy.bytes('down')]).toEqual([long.length, long.length]);
  expect(proxy.connections()).toBe(0);
});

it('latency: each piece is late by so much, more or less, and one does not wait for another', async () => {
  proxy.add({ kind: 'latency', ms: 150, jitterMs: 20 }, { direction: 'down' });
  const startMs = performance.now();
  const text = 'abcdefghijklmnopqrst';
  const caller = await call('a');
  for (let sent = 1; sent < text.length; sent++) {
    await until(() => heard.length === sent);
    caller.socket.write(text[sent]!);
  }
  await until(() => caller.got() === text);
  const tookMs = performance.now() - startMs;
  expect(tookMs).toBeGreaterThan(125);
  expect(tookMs).toBeLessThan((text.length * 150) / 2);
});

it('bandwidth: so many bytes a second', async () => {
  proxy.add({ kind: 'bandwidth', bytesPerSecond: 20_000 }, { direction: 'up' });
  const startMs = performance.now();
  await call('x'.repeat(4_000));
  await until(() => heard.length === 4_000);
  expect(performance.now() - startMs).toBeGreaterThan(190);
});

it('slicer: in pieces, all of them, in their order', async () => {
  proxy.add({ kind: 'slicer', bytes: 5, delayMs: 100 }, { direction: 'down' });
  const caller = await call('0123456789');
  await until(() => caller.got() !== '');
  expect(caller.got().length).toBeLessThan(10);
  await until(() => caller.got() === '0123456789');
});

it('limit_data: ends after so many bytes', async () => {
  proxy.add({ kind: 'limit_data', bytes: 4 }, { direction: 'down' });
  const caller = await call('0123456789');
  await until(() => caller.ended() !== null);
  expect(caller.got()).toBe('0123');
});

it('slow_close: the last word comes at once, the goodbye later', async () => {
  proxy.add({ kind: 'slow_close', ms: 200 }, { direction: 'down' });
  const caller = await call('bye');
  const startMs = performance.now();
  caller.socket.end();
  await until(() => caller.got() === 'bye');
  await until(() => caller.ended() === 'end');
  expect(performance.now() - startMs).toBeGreaterThan(190);
});

it('reset_peer: RST after so long', async () => {
  const caller = await call('a');
  await until(() => caller.got() === 'a');
  proxy.add({ kind: 'reset_peer', ms: 50 });
  await until(() => caller.ended() === 'reset');
});

it('timeout: nothing arrives and nobody is told; what has lost bytes stays dead when it is taken away', async () => {
  const caller = await call('a');
  await until(() => caller.got() === 'a');
  const mend = proxy.add({ kind: 'timeout', ms: 0 });
  caller.socket.write('b');
  mend();
  caller.socket.write('c');
  const other = await call('d');
  await until(() => other.got() === 'd');
  expect([caller.got(), caller.ended(), heard]).toEqual(['a', null, 'ad']);
  proxy.add({ kind: 'timeout', ms: 30 });
  await until(() => other.ended() === 'reset');
});

it('hold: nothing arrives until it is mended, then everything does; others of another kind do not notice', async () => {
  proxy.add({ kind: 'hold' }, { of: 'feed' });
  const [feed, other] = [await call('feed'), await call('other')];
  await until(() => other.got() === 'other');
  expect([heard, proxy.connections('feed')]).toEqual(['other', 1]);
  proxy.mend();
  await until(() => feed.got() === 'feed');
});

it('down: connections break, and others are reset until it is mended; sever() breaks those of a kind', async () => {
  const [feed, other] = [await call('feed'), await call('other')];
  await until(() => feed.got() === 'feed' && other.got() === 'other');
  proxy.sever('feed');
  await until(() => feed.ended() === 'reset');
  expect(other.ended()).toBe(null);
  proxy.down();
  await until(() => other.ended() === 'reset');
  const late = await call('late');
  await until(() => late.ended() === 'reset');
  proxy.mend();
  const next = await call('next');
  await until(() => next.got() === 'next');
});
