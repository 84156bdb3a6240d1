// The identity of a database and its epoch: what happens to transaction ids in a crash, a restart and a promotion, and which
// changes of the schema begin a new epoch.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isVisible, parsePosition } from '../../src/cache/position.ts';
import { createChangePool, stepFrom } from '../../src/changes/step.ts';
import { identityOf } from '../../src/db/identity.ts';
import { migrate, migrationsFolder } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { startFeed } from '../support/feed.ts';
import { createTestDatabase, databaseUrl, onServer, type TestDatabase } from '../support/postgres.ts';

let cluster: TestCluster;
let database: TestDatabase;
let url: string;

beforeAll(async () => {
  [cluster, database] = await Promise.all([startCluster(), createTestDatabase()]);
  await onServer(cluster.url, (client) => client.query('create database crm'));
  url = databaseUrl(cluster.url, 'crm');
  await migrate(url);
});
afterAll(async () => {
  await Promise.all([cluster?.stop(), database?.drop()]);
});

const identity = (of = url) => onServer(of, (client) => identityOf(client));
const counter = async (of = database.url) =>
  (await onServer(of, (client) => client.query<{ n: string }>('select n from change_epoch'))).rows[0]!.n;

it('all connections see one identity, and a clean restart keeps it', async () => {
  const before = await identity();
  expect(before).toMatch(/^\d+\.[0-9A-F]{8}\.\d+\.[0-9a-f]{16}$/);
  expect(await Promise.all([identity(), identity(), identity()])).toEqual([before, before, before]);
  await cluster.restart();
  // Ids go on where they were: the last checkpoint of an orderly stop knows the next one.
  expect(await identity()).toBe(before);
  expect(await identity(database.url)).not.toBe(before);
});

it('a row tells the identity, and another one after a crash as soon as somebody asks', async () => {
  const told = async () =>
    (await onServer(url, (client) => client.query<{ identity: string }>('select identity from change_identity'))).rows;
  const before = await identity();
  expect(await told()).toEqual([{ identity: before }]);
  await cluster.hold();
  await cluster.crash();
  expect(await told()).toEqual([{ identity: before }]);
  const [after] = await Promise.all([identity(), identity(), identity()]);
  expect(after).not.toBe(before);
  expect(await told()).toEqual([{ identity: after }]);
});

it('a prepared transaction arrives when it is committed, though the server was restarted in between', async () => {
  const feed = await startFeed(url);
  const id = newId();
  const arrived = () => feed.changes().filter((change) => change.id === id);
  try {
    await onServer(url, async (client) => {
      await client.query('begin');
      await client.query('insert into tenant (id, name) values ($1, $2)', [id, 'Ours']);
      await client.query(`prepare transaction 'p'`);
    });
    await feed.relay.sync();
    await cluster.restart();
    await onServer(url, (client) => client.query('insert into tenant (id, name) values ($1, $2)', [newId(), 'Other']));
    await feed.relay.sync(20_000).catch(() => feed.relay.sync(20_000));
    expect(arrived()).toEqual([]);
    await onServer(url, (client) => client.query(`commit prepared 'p'`));
    await feed.relay.sync();
    expect(arrived()).toHaveLength(1);
    expect(feed.steps.filter(({ kind }) => kind === 'reset')).toHaveLength(1);
    expect(feed.faults).toEqual([]);
  } finally {
    await feed.stop();
  }
});

it('a crash gives ids of transactions that were rolled back to others, and changes the identity', async () => {
  const before = await identity();
  await cluster.hold();
  const [given, position] = await onServer(url, async (client) => {
    await client.query('begin');
    const id = await giveId(client);
    await client.query('rollback');
    const { rows } = await client.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot');
    return [id, parsePosition(rows[0]!.snapshot)] as const;
  });
  await cluster.crash();
  const givenAgain = await onServer(url, async (client) => {
    for (;;) {
      await client.query('begin');
      const id = await giveId(client);
      await client.query('commit');
      if (id >= given) return id;
    }
  });
  // A commit that the reading did not see, and that its position says it saw. So no position outlives a crash.
  expect(givenAgain).toBe(given);
  expect(isVisible(givenAgain, position)).toBe(true);
  const after = await Promise.all([identity(), identity(), identity()]);
  expect(after[0]).not.toBe(before);
  expect(new Set(after).size).toBe(1);
});

async function giveId(client: pg.Client): Promise<number> {
  await client.query('insert into tenant (id, name) values ($1, $2)', [newId(), 'Ours']);
  return Number((await client.query<{ xid: string }>('select pg_current_xact_id() as xid')).rows[0]!.xid);
}

it('a relay goes on after a crash with a reset of another epoch', async () => {
  const feed = await startFeed(url);
  try {
    const { epoch } = feed.steps.at(-1)!;
    await cluster.crash();
    await feed.relay.sync(20_000).catch(() => feed.relay.sync(20_000));
    expect(feed.steps.filter(({ kind }) => kind === 'reset')).toHaveLength(2);
    expect(feed.steps.at(-1)!.epoch).not.toBe(epoch);
    expect(feed.faults).toEqual([]);
  } finally {
    await feed.stop();
  }
});

it('a standby has no identity and no feed, and is another database when it was promoted', async () => {
  const before = await identity();
  await cluster.becomeStandby();
  expect(await identity()).toBe(null);
  await expect(startFeed(url)).rejects.toThrow('this is a standby');
  await onServer(url, (client) => client.query('select pg_promote()'));
  const after = await identity();
  expect(after!.split('.')[1]).toBe('00000002');
  expect(after!.split('.')[3]).not.toBe(before!.split('.')[3]);
});

it('in a read-only transaction, where the mark cannot be set, the identity is unknown', async () => {
  await onServer(database.url, async (client) => {
    await client.query('begin; delete from change_mark; set transaction read only');
    expect(await identityOf(client)).toBe(null);
    await client.query('rollback');
    expect(await identityOf(client)).not.toBe(null);
  });
});

it('a write is committed for good, even if its writer asked for less', async () => {
  await onServer(database.url, async (client) => {
    const setting = async () =>
      (await client.query<{ setting: string }>(`select current_setting('synchronous_commit') as setting`)).rows[0]!
        .setting;
    await client.query('set synchronous_commit = off');
    await client.query('begin');
    await giveId(client);
    expect(await setting()).toBe('on');
    await client.query('commit');
    expect(await setting()).toBe('off');
  });
});

const changesAnswers: [string, string][] = [
  ['a column is added', 'alter table deal add column note text'],
  ['a table is made', 'create table public.note (id uuid)'],
  ['a table is dropped', 'drop table deal_contact cascade'],
  ['a column is dropped', 'alter table deal drop column description cascade'],
  ['a policy is made', 'create policy other on deal using (true)'],
  ['a policy is altered', 'alter policy tenant on deal using (false)'],
  ['a policy is dropped', 'drop policy tenant on deal'],
  ['a trigger is switched off', 'alter table deal disable trigger capture_update'],
  ['a trigger is dropped', 'drop trigger capture_update on deal'],
  ['a view is replaced', 'create view everything as select 1 as one'],
  ['a view is dropped', 'drop view deal_search'],
  [
    'a function is replaced',
    `create or replace function current_tenant() returns uuid language sql as 'select null::uuid'`,
  ],
  ['it happens in replica mode', `set local session_replication_role = replica; alter table deal add column note text`],
  ['a table is filled by a query', 'create table public.copy as select 1 as one'],
];
const changesNone: [string, string][] = [
  ['an index is made', 'create index deal_by_product_again on deal (tenant_id, product_id)'],
  ['a temporary table is made and dropped', 'create temporary table t (n int); alter table t add m int; drop table t'],
  ['a partition of the feed is made', 'select make_change_partition()'],
  ['another schema is changed', 'create schema other; create table other.t (n int); drop table other.t'],
  ['rows are written', `insert into tenant (id, name) values (gen_random_uuid(), 'New')`],
  ['a comment is made', `comment on table deal is 'deals'`],
  ['statistics are taken', 'analyze deal'],
];

it.each([
  ...changesAnswers.map(([what, text]) => [what, text, true] as const),
  ...changesNone.map(([what, text]) => [what, text, false] as const),
])('when %s', async (_, text, begins) => {
  await onServer(database.url, async (client) => {
    const n = async () => (await client.query<{ n: string }>('select n from change_epoch')).rows[0]!.n;
    const before = await n();
    await client.query('begin');
    await client.query(text);
    expect((await n()) !== before).toBe(begins);
    await client.query('rollback');
    expect(await n()).toBe(before);
  });
});

it('a new epoch is a reset, at whose floor everything before it is too old', async () => {
  const feed = await startFeed(database.url);
  const pool = createChangePool({ url: database.url, max: 1 });
  const client = await pool.connect();
  try {
    const { epoch } = feed.steps.at(-1)!;
    const { rows } = await onServer(database.url, async (admin) => {
      await admin.query('select bump_change_epoch()');
      return admin.query<{ xid: string }>('select xid from change_epoch');
    });
    const began = Number(rows[0]!.xid);
    await feed.relay.sync();
    const reset = feed.steps.findLast(({ kind }) => kind === 'reset');
    // Who starts later has a floor that sees the same: the transaction that began the epoch, which no reading before it does.
    const first = await stepFrom(client, null);
    if (reset?.kind !== 'reset' || first.kind !== 'reset') throw new Error('no reset');
    expect(reset.epoch).not.toBe(epoch);
    expect(first.epoch).toBe(reset.epoch);
    for (const { floor } of [reset, first]) expect(isVisible(began, floor)).toBe(true);
  } finally {
    client.release();
    await pool.end();
    await feed.stop();
  }
});

it('the counter rises with each transaction that begins an epoch, once', async () => {
  const before = await counter();
  await onServer(database.url, async (client) => {
    await client.query('begin; select bump_change_epoch(); savepoint s; select bump_change_epoch()');
    const { rows } = await client.query<{ n: string }>('select n from change_epoch');
    await client.query('rollback to s; select bump_change_epoch(); commit');
    expect(await counter()).toBe(rows[0]!.n);
  });
  const between = await counter();
  await onServer(database.url, (client) => client.query('select bump_change_epoch(); select bump_change_epoch()'));
  expect(Number(between)).toBeGreaterThan(Number(before));
  expect(Number(await counter())).toBeGreaterThan(Number(between));
});

it('where only migrations are watched, each run of them that does something begins an epoch', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-migrations-'));
  try {
    await cp(migrationsFolder, folder, { recursive: true });
    await onServer(cluster.url, async (client) => {
      await client.query(`create role maker login createrole password 'm'`);
      await client.query(
        'grant clientele_owner, clientele_app, clientele_relay, clientele_search, clientele_worker to maker',
      );
      await client.query('create database made owner maker');
    });
    const admin = databaseUrl(cluster.url, 'made');
    const made = new URL(admin);
    Object.assign(made, { username: 'maker', password: 'm' });
    await migrate(made.href, { folder });
    const first = await counter(admin);
    await onServer(admin, async (client) => {
      expect((await client.query('select from pg_event_trigger')).rowCount).toBe(0);
    });
    await migrate(made.href, { folder });
    expect(await counter(admin)).toBe(first);
    await writeFile(join(folder, '9999_note.sql'), 'create table note (id uuid);');
    await migrate(made.href, { folder });
    expect(Number(await counter(admin))).toBeGreaterThan(Number(first));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
