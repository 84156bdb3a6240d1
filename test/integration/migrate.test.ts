// Migrations go forward only: all that is pending or nothing, once, whoever else is running them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  [database, folder] = await Promise.all([
    createTestDatabase({ isEmpty: true }),
    mkdtemp(join(tmpdir(), 'clientele-migrations-')),
  ]);
  await write('0001_shelf', 'create table shelf (n int);\ninsert into shelf values (1);');
  await write('0002_book', 'create table book (n int);');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

test('what is pending is applied in order, and the next run finds nothing to do', async () => {
  expect(await run()).toEqual(['0001_shelf', '0002_book']);
  expect(await run()).toEqual([]);
  await write('0003_page', 'alter table book add pages int;');
  expect(await run()).toEqual(['0003_page']);
});

test('runs that race apply each file once', async () => {
  const applied = await Promise.all([run(), run(), run(), run()]);
  expect(applied.flat()).toEqual(['0001_shelf', '0002_book']);
  expect(await count('shelf')).toBe(1);
});

test('a file that fails is named with its line, and nothing of the run remains', async () => {
  await write('0003_page', '-- pages\ncreate table page (n int);\ninsert into bok values (1);\n');
  await expect(run()).rejects.toThrow('Migration 0003_page.sql failed at line 3: relation "bok" does not exist');
  expect(await count('pg_tables', "tablename in ('shelf', 'book', 'page')")).toBe(0);
});

test('a failed run holds no lock: the next one goes ahead', async () => {
  await write('0003_page', 'nonsense;');
  await expect(run()).rejects.toThrow('0003_page.sql');
  await write('0003_page', 'create table page (n int);');
  expect(await run()).toHaveLength(3);
});

describe('a table that a migration needs is in use', () => {
  const lockTimeoutMs = 150;
  /** Holds what reading the shelf takes, until it is told to let go. */
  async function holdShelf(): Promise<() => Promise<void>> {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('begin; select from shelf');
    return () => client.end();
  }
  beforeEach(async () => {
    await run();
    await write('0003_page', 'create table page (n int);\nalter table shelf add height int;');
  });

  test('others wait for it no longer than it waits itself, and it goes on when the table is free', async () => {
    const letGo = await holdShelf();
    const applied = migrate(database.url, { folder, lockTimeoutMs });
    const waits = async () =>
      (await count('pg_stat_activity', `wait_event_type = 'Lock' and datname = current_database()`)) > 0;
    for (let nth = 0; nth < 2; nth++) {
      await until(waits, { what: 'that the migration waits' });
      expect(await count('shelf')).toBe(1);
    }
    await letGo();
    expect((await applied).applied).toEqual(['0003_page']);
    expect(await count('page')).toBe(0);
  });

  test('for too long: it says so, and nothing of the run remains', async () => {
    const letGo = await holdShelf();
    await expect(migrate(database.url, { folder, lockTimeoutMs, tryForMs: 0 })).rejects.toThrow(
      /Migration 0003_page\.sql failed.*lock timeout \(others hold the table: see pg_stat_activity\)\. Nothing was changed/,
    );
    expect(await count('pg_tables', "tablename = 'page'")).toBe(0);
    await letGo();
  });
});

test('a database newer than the code is refused, with the name that the code does not know', async () => {
  await write('0003_page', 'create table page (n int);');
  await run();
  await rm(join(folder, '0003_page.sql'));
  await expect(run()).rejects.toThrow(
    'The database is newer than this code: it has 0003_page, and this code ends at 0002_book.',
  );
});

test('a file numbered before one that already ran is refused', async () => {
  await run();
  await write('0001_zebra', 'create table zebra (n int);');
  await expect(run()).rejects.toThrow('Migration 0001_zebra comes before 0002_book');
});

test('only numbered .sql files are migrations', async () => {
  await writeFile(join(folder, 'schema.txt'), 'not SQL');
  await writeFile(join(folder, 'notes.sql'), 'not SQL either');
  expect(await run()).toEqual(['0001_shelf', '0002_book']);
});

test('a comment about migrations up or down is only a comment', async () => {
  await write(
    '0003_page',
    'create table page (n int);\n-- down migration is not a thing here\ninsert into page values (1);',
  );
  await run();
  expect(await count('page')).toBe(1);
});

async function write(name: string, sql: string): Promise<void> {
  await writeFile(join(folder, `${name}.sql`), sql);
}

async function run(): Promise<string[]> {
  return (await migrate(database.url, { folder })).applied;
}

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await onServer(database.url, (client) =>
    client.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`),
  );
  return rows[0]!.n;
}
