// The relay on a real PostgreSQL: every committed change arrives once, in frames that join, whatever transactions do.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { isVisible } from '../../src/cache/position.ts';
import { createChangePool, stepFrom } from '../../src/changes/step.ts';
import { newId } from '../../src/lib/uuid.ts';
import { type Feed, startFeed } from '../support/feed.ts';
import { arrivedIn, createFeedWriters, type FeedWriters, idsOf } from '../support/feed-writers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let sql: pg.Pool;
let feed: Feed;
let writers: FeedWriters;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 12 });
  writers = await createFeedWriters(sql);
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});
beforeEach(async () => {
  feed = await startFeed(database.url);
});
afterEach(async () => {
  await feed.stop();
  expect(feed.faults).toEqual([]);
});

it('every committed change arrives once, whatever the order of commits', async () => {
  const before = feed.steps.length;
  await writers.writeAtRandom(1, 40);
  await feed.relay.sync();
  expect(arrivedIn(feed.steps.slice(before))).toEqual(
    await writers.committedSince(feed.positions[before - 1]!.position),
  );
  expect(feed.steps.slice(before).filter(({ kind }) => kind === 'reset')).toEqual([]);
  expect(feed.steps.length - before).toBeGreaterThan(5);
});

it('from any position of the past, one step gives exactly the rest', async () => {
  const before = feed.steps.length;
  await writers.writeAtRandom(2, 10);
  await feed.relay.sync();
  const pool = createChangePool({ url: database.url, max: 1 });
  const client = await pool.connect();
  try {
    for (const [index, after] of feed.positions.entries()) {
      if (index < before - 1) continue;
      const step = await stepFrom(client, after);
      expect(step.kind).toBe('frame');
      expect(arrivedIn([step])).toEqual(arrivedIn(feed.steps.slice(index + 1)));
    }
  } finally {
    client.release();
    await pool.end();
  }
});

it('a transaction that stays open holds nobody up, and arrives when it is committed', async () => {
  const client = await sql.connect();
  const [early, other, late] = [newId(), newId(), newId()];
  try {
    await client.query('begin');
    await writers.add(early, client);
    await writers.add(other);
    await feed.relay.sync();
    expect(idsOf(feed.changes())).toContain(other);
    expect(idsOf(feed.changes())).not.toContain(early);
    for (let n = 0; n < 20; n++) await writers.add();
    await writers.add(late, client);
    await client.query('commit');
  } finally {
    client.release();
  }
  await feed.relay.sync();
  expect(idsOf(feed.changes()).filter((id) => id === early || id === late)).toEqual([early, late]);
});

it('what was committed before a call of sync() is delivered when it resolves', async () => {
  for (let n = 0; n < 100; n++) {
    const id = newId();
    await writers.add(id);
    const calledAt = performance.now();
    await Promise.all([feed.relay.sync(), feed.relay.sync()]);
    expect(idsOf(feed.changes())).toContain(id);
    expect(feed.relay.asOf()).toBeGreaterThanOrEqual(calledAt);
  }
});

it('an update carries the old values of what changed and the whole new row', async () => {
  const id = newId();
  await writers.add(id);
  await sql.query('update team set region = $2, custom = $3 where id = $1', [id, 'North', { n: '5' }]);
  await sql.query('update team set custom = $2 where id = $1', [id, { n: 5 }]);
  await feed.relay.sync();
  const [inserted, first, second] = feed.changes().filter((change) => change.id === id);
  expect(inserted).toMatchObject({
    tenantId: writers.tenantId,
    type: 'team',
    op: 'insert',
    before: null,
    after: { region: null },
  });
  expect(first).toMatchObject({ op: 'update', before: { region: null, custom: {} }, after: { id, region: 'North' } });
  expect(second!.before).toEqual({ custom: { n: '5' } });
  expect(second!.after).toMatchObject({ custom: { n: 5 } });
  expect(second!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

it('statements over 500 rows and TRUNCATE arrive as one change of the whole table', async () => {
  await sql.query(
    `insert into tag (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 501) n`,
    [writers.tenantId],
  );
  await sql.query(`update tag set color = '#000000'`);
  await sql.query('delete from tag');
  await sql.query('truncate deal_contact');
  await feed.relay.sync();
  const bulk = feed.changes().filter(({ op }) => op === 'bulk');
  expect(bulk.map(({ type, id, tenantId: of }) => [type, id, of])).toEqual([
    ...Array.from({ length: 3 }, () => ['tag', null, writers.tenantId]),
    ['deal_contact', null, writers.tenantId],
  ]);
});

it('500 rows of one statement arrive one by one', async () => {
  await sql.query(
    `insert into tag (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 500) n`,
    [writers.tenantId],
  );
  await sql.query(`update tag set color = '#000000'`);
  await feed.relay.sync();
  const tags = feed.changes().filter(({ type }) => type === 'tag');
  expect(tags.map(({ op }) => op).filter((op) => op !== 'bulk')).toHaveLength(1000);
  expect(new Set(tags.map(({ before }) => JSON.stringify(before)))).toEqual(new Set(['null', '{"color":null}']));
});

it('when TRUNCATE leaves no tenant to name, a new epoch begins', async () => {
  const { epoch } = feed.steps.at(-1)!;
  await sql.query(
    'begin; truncate tenant cascade; insert into tenant (id, name) values (gen_random_uuid(), $$Other$$); commit',
  );
  await sql.query('insert into tenant (id, name) values ($1, $2)', [writers.tenantId, 'Ours']);
  await feed.relay.sync();
  expect(feed.steps.at(-1)!.epoch).not.toBe(epoch);
});

it('a position of another epoch or another database leads to a reset', async () => {
  const { epoch, position } = feed.positions.at(-1)!;
  const pool = createChangePool({ url: database.url, max: 1 });
  const client = await pool.connect();
  try {
    const counter = epoch.slice(epoch.lastIndexOf('.'));
    for (const other of [`1.2.3.4${counter}`, `${epoch}1`, '', 'nonsense']) {
      const step = await stepFrom(client, { epoch: other, position });
      expect(step).toMatchObject({ kind: 'reset', epoch });
    }
    expect(await stepFrom(client, null)).toMatchObject({ kind: 'reset', epoch });
  } finally {
    client.release();
    await pool.end();
  }
});

it('the floor of a reset leaves out what is open: readings made meanwhile stay usable', async () => {
  const client = await sql.connect();
  const pool = createChangePool({ url: database.url, max: 1 });
  const relay = await pool.connect();
  try {
    await client.query('begin');
    await writers.add(newId(), client);
    const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id() as xid');
    await writers.add();
    const reset = await stepFrom(relay, null);
    if (reset.kind !== 'reset') throw new Error('no reset');
    expect(isVisible(Number(rows[0]!.xid), reset.floor)).toBe(false);
    expect(isVisible(Number(rows[0]!.xid), reset.next)).toBe(false);
    await client.query('rollback');
  } finally {
    client.release();
    relay.release();
    await pool.end();
  }
});

it('more than 50,000 changes at once are a reset, and the feed goes on from it', async () => {
  const { position } = feed.positions.at(-1)!;
  await sql.query(`insert into change (tenant_id, type, op) select $1, 'tag', 'bulk' from generate_series(1, 30000)`, [
    writers.tenantId,
  ]);
  await feed.relay.sync(10_000);
  const pool = createChangePool({ url: database.url, max: 1 });
  const client = await pool.connect();
  try {
    await sql.query(
      `insert into change (tenant_id, type, op) select $1, 'tag', 'bulk' from generate_series(1, 30000)`,
      [writers.tenantId],
    );
    const step = await stepFrom(client, { epoch: feed.positions.at(-1)!.epoch, position });
    if (step.kind !== 'reset') throw new Error('no reset');
    expect(step.changes).toHaveLength(30_000);
    expect(new Set(step.changes.map(({ xid }) => xid)).size).toBe(1);
    expect(feed.changes().filter(({ op, xid }) => op === 'bulk' && isVisible(xid, step.floor)).length).toBeGreaterThan(
      29_999,
    );
    await feed.relay.sync(10_000);
    const id = newId();
    await writers.add(id);
    await feed.relay.sync(10_000);
    expect(idsOf(feed.changes())).toContain(id);
  } finally {
    client.release();
    await pool.end();
  }
});
