// What clients and neighbours see when the database fails, is full, or a statement breaks the transaction it is in.
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { type OpenReader, openReader, openTransaction } from '../../src/db/transaction.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startApi } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

vi.setConfig({ testTimeout: 15_000, hookTimeout: 30_000 });
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1, connectTimeoutMs: 300 });
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const codeOf = (error: { code?: string }) => error.code;
/** A statement that no connection has parsed yet. */
let texts = 0;
const fresh = () => ({ text: `select ${texts++} as n, current_setting('app.tenant_id') as tenant`, values: [] });
const broken = { text: 'select 1 / $1::int', values: [0] };

describe('a statement that fails', () => {
  it('is the reason of those behind it, which did not run', async () => {
    const reader = await openReader(pool, newId());
    const codes = await Promise.all([broken, fresh(), fresh()].map((each) => reader.query(each).catch(codeOf)));
    await reader.end();
    expect(codes).toEqual(['22012', '22012', '22012']);
  });

  it('leaves the statements behind it to whoever gets the connection next', async () => {
    for (let round = 0; round < 100; round++) {
      const reader = await openReader(pool, newId());
      const other = newId();
      const next = openReader(pool, other);
      const shared = fresh();
      const first = reader.query(broken).catch(codeOf);
      const behind = Array.from({ length: 20 }, () => reader.query(fresh()).catch(codeOf));
      behind.push(reader.query(shared).catch(codeOf));
      await first;
      await reader.end();
      const neighbour = await next;
      expect(await neighbour.query(shared).finally(() => neighbour.end())).toMatchObject([{ tenant: other }]);
      await Promise.all(behind);
    }
  });
});

describe('a transaction that has ended', () => {
  const ends: [string, () => Promise<OpenReader | Awaited<ReturnType<typeof openTransaction>>>, string][] = [
    ['a read', () => openReader(pool, newId()), 'end'],
    ['a write committed', () => openTransaction(pool, newId()), 'commit'],
    ['a write rolled back', () => openTransaction(pool, newId()), 'rollback'],
  ];
  it.each(ends)('sends nothing more into the next one on its connection: %s', async (_, open, end) => {
    const over = await open();
    await (over as unknown as Record<string, () => Promise<void>>)[end]!();
    const next = await openReader(pool, newId());
    await expect(over.query(broken)).rejects.toThrow('the transaction is over');
    expect(await next.query(fresh()).finally(() => next.end())).toHaveLength(1);
  });
});

it('waits for a connection for a while only, then says so', async () => {
  const reader = await openReader(pool, newId());
  const begun = performance.now();
  const waiting = [openReader(pool, newId()), openTransaction(pool, newId())];
  for (const each of waiting)
    await expect(each).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { retryable: true } });
  expect(performance.now() - begun).toBeLessThan(2_000);
  await reader.end();
  expect(pool.waitingCount).toBe(0);
});

/** All that comes back for these bytes, until the server closes the connection or `ms` have passed. */
function exchange(port: number, bytes: string, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (text += chunk)).on('error', reject);
    socket.on('close', () => resolve(text));
    socket.setTimeout(ms, () => socket.destroy());
  });
}

it('does not wait for a connection on which nobody has asked anything', async () => {
  const server = await startHttpServer({ port: 0, host: '127.0.0.1', graphql() {}, parts: async () => ({}) });
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  await fetch(`http://127.0.0.1:${server.port}/livez`, { headers: { connection: 'close' } }); // accepted in order
  const stopped = server.stop().then(() => 'stopped');
  expect(await Promise.race([stopped, pause(2_000)])).toBe('stopped');
  socket.destroy();
});

it('does not wait for a connection that speaks another protocol by now', async () => {
  const upgrade = (_: unknown, socket: { write(text: string): unknown }) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
  const parts = async () => ({});
  const server = await startHttpServer({ port: 0, host: '127.0.0.1', graphql() {}, upgrade, parts });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /graphql HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const stopped = server.stop().then(() => 'stopped');
  expect(await Promise.race([stopped, pause(2_000)])).toBe('stopped');
  socket.destroy();
});

it('closes a connection that is kept alive when its last answer has gone out, once the listener stops', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const graphql = async (_: unknown, response: { end(text: string): unknown }) => {
    begun.resolve();
    await go.promise;
    response.end('whole');
  };
  const server = await startHttpServer({ port: 0, host: '127.0.0.1', graphql, parts: async () => ({}) });
  const answer = exchange(server.port, 'GET /graphql HTTP/1.1\r\nhost: h\r\n\r\n', 10_000);
  await begun.promise;
  const stopped = server.stop().then(() => 'stopped');
  go.resolve();
  expect(await Promise.race([stopped, pause(2_000)])).toBe('stopped');
  expect(await answer).toContain('whole');
});

it('refuses a host that is none without telling of the inside', async () => {
  const api = await startApi({ graphiql: true });
  try {
    const port = Number(new URL(api.url).port);
    const authorization = `authorization: Bearer ${api.tenants[0].key}`;
    for (const host of ['[', 'a b', '::::', 'x/../y', 'a@b', '%']) {
      for (const rest of ['accept: text/html', authorization]) {
        const path = rest === authorization ? '/graphql?query=%7Bviewer%7Btenant%7Bname%7D%7D%7D' : '/graphql';
        const text = await exchange(
          port,
          `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${rest}\r\nconnection: close\r\n\r\n`,
          2_000,
        );
        expect(text, host).toMatch(/^HTTP\/1.1 400 /);
        expect(text, host).toContain('"code":"BAD_REQUEST"');
        expect(text, host).not.toMatch(/node_modules|TypeError/);
      }
    }
  } finally {
    await api.stop();
  }
});
