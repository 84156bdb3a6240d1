// What clients and neighbours see when the database fails, is full, or a statement breaks the transaction it is in.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { openReader, openTransaction, type OpenReader } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

vi.setConfig({ testTimeout: 5_000, hookTimeout: 15_000 });
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
