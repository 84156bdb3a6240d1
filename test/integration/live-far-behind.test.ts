// Whoever is far behind: a page of the feed costs what it tells, however much is left.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePosition } from '../../src/cache/position.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { read } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/uuid.ts';
import type { Cursor } from '../../src/live/cursor.ts';
import { changesAfter, standingOf } from '../../src/live/feed.ts';
import { nextPage, type Place } from '../../src/webhooks/feed.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

const changesLeft = 6_000;
const pageSize = 500;
/** Of other tables, and the row behind a page. */
const some = 200;

let database: TestDatabase;
let pool: Pool;
let start: string;
const [tenantId, busyTenant] = [newId(), newId()];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, role: 'none', max: 2 });
  for (const id of [tenantId, busyTenant])
    await pool.query('insert into tenant (id, name) values ($1, $2)', [id, 'One of two']);
  start = (await pool.query<{ at: string }>('select pg_current_snapshot()::text as at')).rows[0]!.at;
  // Below 500 rows a statement: beyond, many changes are one.
  for (const [id, times] of [
    [tenantId, 1],
    [busyTenant, 3],
  ] as const)
    for (let count = 0; count < (changesLeft * times) / 400; count++)
      await pool.query(
        `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), n::text from generate_series(1, 400) n`,
        [id],
      );
  await pool.query('analyze change');
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

/** By this connection, since it was counted last for everybody. */
async function rowsRead(query: (text: string) => Promise<{ readonly n: number }[]>): Promise<number> {
  const [found] = await query(
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as n from pg_stat_xact_user_tables where schemaname = 'change_partition'`,
  );
  return found!.n;
}

it('a subscriber reads what it is told, and nothing of other tenants', async () => {
  let cursor: Cursor = { epoch: 'any', at: parsePosition(start) };
  let told = 0;
  for (let pages = 0; pages < 10; pages++)
    await read(pool, tenantId, async (reader) => {
      const { position } = await standingOf(reader);
      const before = await rowsRead((text) => reader.query({ text, values: [] }));
      const page = await changesAfter(reader, cursor, position, ['company'], pageSize);
      const after = await rowsRead((text) => reader.query({ text, values: [] }));
      if (pages > 0) expect(after - before).toBeLessThan(pageSize + some);
      cursor = page.end;
      told += page.changes.length;
    });
  expect(told).toBe(10 * pageSize);
});

it('a worker reads what its endpoints are told', async () => {
  await onServer(database.url, async (client) => {
    const query = async (text: string) => (await client.query<{ n: number }>(text)).rows;
    const { end } = await nextPage(client, null, [tenantId]);
    let place: Place = { ...end, at: parsePosition(start) };
    for (let pages = 0; pages < 10; pages++) {
      await client.query('begin');
      const before = await rowsRead(query);
      const page = await nextPage(client, place, [tenantId]);
      const after = await rowsRead(query);
      if (pages > 0) expect(after - before).toBeLessThan(pageSize + some);
      await client.query('commit');
      expect(page.changes.every(({ row }) => row.tenantId === tenantId)).toBe(true);
      place = page.end;
    }
  });
});
