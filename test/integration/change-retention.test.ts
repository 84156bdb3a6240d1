// The change table over time: room is made ahead, what is old goes, and whoever still needed it is told.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startRetention } from '../../src/changes/retention.ts';
import { createChangePool, stepFrom } from '../../src/changes/step.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { catalogueProblems } from '../support/catalogue.ts';
import { startFeed } from '../support/feed.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let sql: pg.Pool;
let pool: Pool;
let retention: { stop(): Promise<void> } | undefined;
const tenantId = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 4 });
  pool = createPool({ url: database.url, max: 3 });
  await sql.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
});
afterAll(async () => {
  await Promise.all([sql?.end(), pool?.end()]);
  await database?.drop();
});
let errors: string[];
beforeEach(() => {
  errors = [];
});
afterEach(() => retention?.stop());

/** Until nothing is due. */
async function keepHouse(): Promise<void> {
  const kept = startRetention({ pool, onError: (error) => void errors.push(String(error)), retryMs: 20 });
  await until(async () => {
    const [due] = await rowsOf<{ old: boolean; ahead: boolean }>(
      `select exists (select from change where at < clock_timestamp() - interval '72 hours')
         or exists (select from change_partitions() where upper < clock_timestamp() - interval '72 hours') as old,
       exists (select from change_partitions() where upper > clock_timestamp() + interval '24 hours') as ahead`,
    );
    return !due!.old && due!.ahead;
  }).finally(kept.stop);
}

const rowsOf = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await sql.query<Row>(text, values)).rows;
const partitions = () =>
  rowsOf<{ name: string; lower: Date | null; upper: Date }>('select * from change_partitions() order by upper');
const floor = async () => Number((await rowsOf<{ xid: string }>('select xid from change_floor'))[0]!.xid);

/** A partition of hours that are over, with changes in it. */
async function addPast(name: string, fromHours: number, toHours: number, changes: number): Promise<void> {
  const bound = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  await sql.query(`
    begin;
    create table change_partition.${name} (like change including defaults);
    alter table change_partition.${name} owner to clientele_owner;
    alter table change_partition.${name} enable row level security;
    alter table change attach partition change_partition.${name} for values from ('${bound(fromHours)}') to ('${bound(toHours)}');
    commit`);
  await addOld(toHours + 0.1, changes);
}

const addOld = (hours: number, changes: number, client: pg.Pool | pg.PoolClient = sql) =>
  client.query(
    `insert into change (tenant_id, type, id, op, at)
     select $1, 'team', gen_random_uuid(), 'insert', clock_timestamp() - $2 * interval '1 hour' from generate_series(1, $3)`,
    [tenantId, hours, changes],
  );

/** Other tests write to the same server: until those of their transactions are over that are as old as the last change here. */
async function othersAreOver(ours = '0'): Promise<void> {
  const [last] = await rowsOf<{ xid: string }>('select max(xid) as xid from change');
  const open = () =>
    rowsOf('select from pg_snapshot_xip(pg_current_snapshot()) x where x <= $1::xid8 and x <> $2::xid8', [
      last!.xid,
      ours,
    ]);
  await until(async () => (await open()).length === 0, { withinMs: 20_000 });
}

const addTeam = () =>
  sql.query('insert into team (tenant_id, id, name) values ($1, $2, $2::uuid::text)', [tenantId, newId()]);

it('without any partition rows find a place, and partitions are made for the coming day', async () => {
  await addTeam();
  expect(await partitions()).toEqual([]);
  await keepHouse();
  const made = await partitions();
  for (const [index, { lower, upper }] of made.entries()) {
    expect(upper.getTime() - lower!.getTime()).toBe(12 * 3_600_000);
    if (index > 0) expect(lower).toEqual(made[index - 1]!.upper);
  }
  expect(made[0]!.lower!.getTime() - Date.now()).toBeGreaterThan(3_500_000);
  expect(made.at(-1)!.upper.getTime() - Date.now()).toBeGreaterThan(24 * 3_600_000);
  expect(errors).toEqual([]);
  expect(
    await onServer(database.url, (client) => catalogueProblems(async (text) => (await client.query(text)).rows)),
  ).toEqual([]);
});

it('a row finds the partition of its time, and the readers of the table find the row', async () => {
  const lower = (await partitions())[0]!.lower!;
  const id = newId();
  await sql.query(`insert into change (tenant_id, type, id, op, at) values ($1, 'team', $2, 'insert', $3)`, [
    tenantId,
    id,
    new Date(lower.getTime() + 1),
  ]);
  expect(
    await rowsOf(`select tableoid::regclass::text ~ '^change_partition.at_' as dated from change where id = $1`, [id]),
  ).toEqual([{ dated: true }]);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
    expect((await client.query('select from change where id = $1', [id])).rowCount).toBe(1);
    await client.query(`select set_config('app.tenant_id', $1, true)`, [newId()]);
    expect((await client.query('select from change')).rowCount).toBe(0);
    await expect(client.query('select from change_partition.rest')).rejects.toThrow('permission denied');
    await client.query('rollback');
  } finally {
    client.release();
  }
});

it('what is older than 72 hours goes, wherever it stands, and the floor tells how far', async () => {
  await addPast('older', 90, 80, 10);
  await addPast('newer', 70, 60, 10);
  await addOld(100, 5_100); // more than one piece of work
  const [kept] = await rowsOf<{ highest: string }>(
    `select max(xid) as highest from change where at < now() - interval '72 hours'`,
  );
  const count = async (hours: number) =>
    (
      await rowsOf<{ n: number }>(`select count(*)::int as n from change where at < now() - $1 * interval '1 hour'`, [
        hours,
      ])
    )[0]!.n;
  expect(await count(72)).toBe(5_110);
  await keepHouse();
  expect(await count(72)).toBe(0);
  expect(await count(50)).toBe(10);
  expect(await floor()).toBe(Number(kept!.highest));
  expect((await partitions()).filter(({ name }) => /older|newer/.test(name)).map(({ name }) => name)).toEqual([
    'change_partition.newer',
  ]);
  expect(errors).toEqual([]);
});

it('who stands below the floor gets a reset, who follows does not notice', async () => {
  const feed = await startFeed(database.url);
  const changePool = createChangePool({ url: database.url, max: 1 });
  const client = await changePool.connect();
  try {
    const old = feed.positions.at(-1)!;
    await addPast('gone', 90, 85, 3);
    await othersAreOver();
    await feed.relay.sync();
    const between = feed.positions.at(-1)!;
    await keepHouse();
    await addTeam();
    await feed.relay.sync();
    expect(feed.steps.filter(({ kind }) => kind === 'reset')).toHaveLength(1);
    expect((await stepFrom(client, old)).kind).toBe('reset');
    expect(await stepFrom(client, between)).toMatchObject({ kind: 'frame', changes: [{ type: 'team' }] });
    expect(feed.faults).toEqual([]);
  } finally {
    client.release();
    await changePool.end();
    await feed.stop();
  }
});

it('a transaction that is as old as what was dropped costs one reset, when it is committed', async () => {
  const feed = await startFeed(database.url);
  const open = await sql.connect();
  const resets = () => feed.steps.filter(({ kind }) => kind === 'reset').length;
  try {
    await open.query('begin');
    await open.query('insert into team (tenant_id, id, name) values ($1, $2, $2::uuid::text)', [tenantId, newId()]);
    const [ours] = (await open.query<{ xid: string }>('select pg_current_xact_id() as xid')).rows;
    await addOld(80, 1);
    await othersAreOver(ours!.xid);
    await feed.relay.sync();
    await keepHouse();
    for (let n = 0; n < 3; n++) {
      await addTeam();
      await feed.relay.sync();
    }
    expect(resets()).toBe(1);
    await open.query('commit');
    await feed.relay.sync();
    expect(resets()).toBe(2);
    await addTeam();
    await feed.relay.sync();
    expect(feed.steps.at(-1)!.kind).toBe('frame');
    expect(feed.faults).toEqual([]);
  } finally {
    open.release();
    await feed.stop();
  }
});

it('a long transaction puts the drop off, and writes go on meanwhile', async () => {
  await addPast('blocked', 90, 85, 3);
  const open = await sql.connect();
  const isThere = async () => (await partitions()).some(({ name }) => name.endsWith('blocked'));
  try {
    await open.query('begin');
    await open.query('insert into team (tenant_id, id, name) values ($1, $2, $2::uuid::text)', [tenantId, newId()]);
    retention = startRetention({ pool, onError: (error) => void errors.push(String(error)), retryMs: 20 });
    let slowestMs = 0;
    while (errors.length < 3) {
      const began = performance.now();
      await addTeam();
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
    expect(errors[0]).toContain('lock timeout');
    expect(slowestMs).toBeLessThan(1_000);
    expect(await isThere()).toBe(true);
    await open.query('commit');
    await until(async () => !(await isThere()));
  } finally {
    open.release();
  }
});

it('origins that keep house at once do not stand in each other’s way', async () => {
  await sql.query(
    `do $$ declare p text; begin for p in select name from change_partitions() where name like '%at\\_%' loop execute 'drop table ' || p; end loop; end $$`,
  );
  await addPast('first', 90, 85, 3);
  await addPast('second', 85, 80, 3);
  const all = Array.from({ length: 5 }, () =>
    startRetention({ pool, onError: (error) => void errors.push(String(error)) }),
  );
  await until(async () => {
    const names = (await partitions()).map(({ name }) => name);
    return (
      names.filter((name) => name.includes('.at_')).length >= 2 && !names.some((name) => /first|second/.test(name))
    );
  });
  await Promise.all(all.map((each) => each.stop()));
  expect(errors).toEqual([]);
});

it('an origin that finds another one at it waits for its turn, and leaves nothing undone', async () => {
  await addPast('waited', 90, 85, 3);
  const isThere = async () => (await partitions()).some(({ name }) => name.endsWith('waited'));
  const other = await sql.connect();
  try {
    await other.query(`select pg_advisory_lock(hashtext('change_partition'))`);
    const asked = vi.spyOn(pool, 'query');
    retention = startRetention({ pool, onError: (error) => void errors.push(String(error)) });
    await until(() => asked.mock.calls.length > 3);
    expect(await isThere()).toBe(true);
    await other.query(`select pg_advisory_unlock(hashtext('change_partition'))`);
    await until(async () => !(await isThere()));
    expect(errors).toEqual([]);
  } finally {
    other.release();
  }
});

it('the app role keeps house and cannot choose what goes', async () => {
  const code = (text: string) =>
    pool.query(text).then(
      () => null,
      (error: { code: string }) => error.code,
    );
  expect(await code('select drop_change_partition()')).toBe(null);
  for (const text of [
    'delete from change',
    'drop table change_partition.rest',
    'update change_floor set xid = $$9$$',
    'truncate change',
  ])
    expect([text, await code(text)]).toEqual([text, '42501']);
});
