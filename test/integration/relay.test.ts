// The relay on a real PostgreSQL: every committed change arrives once, in frames that join, whatever happens to transactions
// and connections.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { isVisible, type Position } from '../../src/cache/position.ts';
import type { CommittedChange, Step } from '../../src/changes/frame.ts';
import { createChangePool, stepFrom } from '../../src/changes/step.ts';
import { newId } from '../../src/lib/uuid.ts';
import { type Feed, startFeed } from '../support/feed.ts';
import { openLine } from '../support/nodes-line.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let sql: pg.Pool;
let feed: Feed;
const tenantId = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 12 });
  await sql.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
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

const relayBackend = `pg_stat_activity where application_name = 'clientele change feed' and datname = current_database()`;
const addTeam = 'insert into team (tenant_id, id, name) values ($1, $2, $2::uuid::text)';
const add = (client: pg.Pool | pg.PoolClient, id = newId()) => client.query(addTeam, [tenantId, id]);
const idsOf = (changes: readonly CommittedChange[]) => changes.map(({ id }) => id);

/** All that was committed after the feed began, as the table has it. */
async function committedSince(position: Position): Promise<number[]> {
  const { rows } = await sql.query<{ seq: string; xid: string }>('select seq, xid from change order by seq');
  return rows.filter(({ xid }) => !isVisible(Number(xid), position)).map(({ seq }) => Number(seq));
}

const arrivedIn = (steps: readonly Step[]) =>
  steps.flatMap(({ changes }) => changes.map(({ seq }) => seq)).sort((a, b) => a - b);

/** Transactions of all kinds at once, committed in an order that has nothing to do with that of their ids. */
async function writeAtRandom(seed: number, transactions: number): Promise<void> {
  const work = async (writer: number) => {
    const random = createRandom(seed + writer);
    for (let n = 0; n < transactions; n++) {
      const client = await sql.connect();
      try {
        await client.query('begin');
        const mine = newId();
        await add(client, mine);
        for (let turn = random.below(4); turn > 0; turn--) {
          await client.query('savepoint s');
          await client.query({
            name: 'rename',
            text: 'update team set name = $2 where id = $1',
            values: [mine, newId()],
          });
          await client.query('update team set region = $2 where tenant_id = $1', [newId(), 'nobody']);
          if (random.once(2)) await client.query('rollback to savepoint s');
          if (random.once(3)) await add(client);
        }
        await client.query(random.once(4) ? 'rollback' : 'commit');
      } finally {
        client.release();
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, writer) => work(writer)));
}

it('every committed change arrives once, whatever the order of commits', async () => {
  const before = feed.steps.length;
  await writeAtRandom(1, 40);
  await feed.relay.sync();
  expect(arrivedIn(feed.steps.slice(before))).toEqual(await committedSince(feed.positions[before - 1]!.position));
  expect(feed.steps.slice(before).filter(({ kind }) => kind === 'reset')).toEqual([]);
  expect(feed.steps.length - before).toBeGreaterThan(5);
});

it('from any position of the past, one step gives exactly the rest', async () => {
  const before = feed.steps.length;
  await writeAtRandom(2, 10);
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
    await add(client, early);
    await add(sql, other);
    await feed.relay.sync();
    expect(idsOf(feed.changes())).toContain(other);
    expect(idsOf(feed.changes())).not.toContain(early);
    for (let n = 0; n < 20; n++) await add(sql);
    await add(client, late);
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
    await add(sql, id);
    const calledAt = performance.now();
    await Promise.all([feed.relay.sync(), feed.relay.sync()]);
    expect(idsOf(feed.steps.at(-1)!.changes.concat(feed.steps.at(-2)?.changes ?? []))).toContain(id);
    expect(feed.relay.asOf()).toBeGreaterThanOrEqual(calledAt);
  }
});

it('an update carries the old values of what changed and the whole new row', async () => {
  const id = newId();
  await add(sql, id);
  await sql.query('update team set region = $2, custom = $3 where id = $1', [id, 'North', { n: '5' }]);
  await sql.query('update team set custom = $2 where id = $1', [id, { n: 5 }]);
  await feed.relay.sync();
  const [inserted, first, second] = feed.changes().filter((change) => change.id === id);
  expect(inserted).toMatchObject({ tenantId, type: 'team', op: 'insert', before: null, after: { region: null } });
  expect(first).toMatchObject({ op: 'update', before: { region: null, custom: {} }, after: { id, region: 'North' } });
  expect(second!.before).toEqual({ custom: { n: '5' } });
  expect(second!.after).toMatchObject({ custom: { n: 5 } });
  expect(second!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

it('statements over 500 rows and TRUNCATE arrive as one change of the whole table', async () => {
  await sql.query(
    `insert into tag (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 501) n`,
    [tenantId],
  );
  await sql.query(`update tag set color = '#000000'`);
  await sql.query('delete from tag');
  await sql.query('truncate deal_contact');
  await feed.relay.sync();
  const bulk = feed.changes().filter(({ op }) => op === 'bulk');
  expect(bulk.map(({ type, id, tenantId: of }) => [type, id, of])).toEqual([
    ...Array.from({ length: 3 }, () => ['tag', null, tenantId]),
    ['deal_contact', null, tenantId],
  ]);
});

it('500 rows of one statement arrive one by one', async () => {
  await sql.query(
    `insert into tag (tenant_id, id, name) select $1, gen_random_uuid(), n from generate_series(1, 500) n`,
    [tenantId],
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
  await sql.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  await feed.relay.sync();
  expect(feed.steps.at(-1)!.epoch).not.toBe(epoch);
});

it('nothing is lost or comes twice when the connection is killed', async () => {
  const before = feed.steps.length;
  const killing = (async () => {
    for (let n = 0; n < 5; n++) {
      await sql.query(`select pg_terminate_backend(pid) from ${relayBackend}`);
      await feed.relay.sync(5_000);
    }
  })();
  await Promise.all([killing, writeAtRandom(3, 15)]);
  await feed.relay.sync();
  expect(arrivedIn(feed.steps.slice(before))).toEqual(await committedSince(feed.positions[before - 1]!.position));
  expect(feed.errors.length).toBeGreaterThan(0);
});

it('a connection that has gone silent is given up within a second, and nothing is lost', async () => {
  const line = await openLine(database.url);
  const silent = await startFeed(line.url);
  try {
    line.stall();
    const stalledAt = performance.now();
    await until(() => silent.errors.length > 0);
    expect(performance.now() - stalledAt).toBeLessThan(1_500);
    await expect(silent.relay.sync(100)).rejects.toThrow();
    const id = newId();
    await add(sql, id);
    line.resume();
    await silent.relay.sync(10_000);
    expect(idsOf(silent.changes())).toContain(id);
    expect(silent.steps.filter(({ kind }) => kind === 'reset')).toHaveLength(1);
    expect(silent.faults).toEqual([]);
  } finally {
    await silent.stop();
    await line.stop();
  }
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
    await add(client);
    const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id() as xid');
    await add(sql);
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
    tenantId,
  ]);
  await feed.relay.sync(10_000);
  const pool = createChangePool({ url: database.url, max: 1 });
  const client = await pool.connect();
  try {
    await sql.query(
      `insert into change (tenant_id, type, op) select $1, 'tag', 'bulk' from generate_series(1, 30000)`,
      [tenantId],
    );
    const step = await stepFrom(client, { epoch: feed.positions.at(-1)!.epoch, position });
    if (step.kind !== 'reset') throw new Error('no reset');
    expect(step.changes).toHaveLength(30_000);
    expect(new Set(step.changes.map(({ xid }) => xid)).size).toBe(1);
    expect(isVisible(step.changes[0]!.xid - 1, step.floor)).toBe(true);
    await feed.relay.sync(10_000);
    const id = newId();
    await add(sql, id);
    await feed.relay.sync(10_000);
    expect(idsOf(feed.steps.at(-1)!.changes)).toContain(id);
  } finally {
    client.release();
    await pool.end();
  }
});

it('polls seldom while nobody wants what it brings', async () => {
  let ahead = 0;
  const idle = await startFeed(database.url, { now: () => performance.now() + ahead });
  const polls = async () => {
    const seen = new Set<number>();
    const end = performance.now() + 400;
    await until(() => seen.add(idle.relay.asOf()) && performance.now() > end);
    return seen.size;
  };
  try {
    const wanted = await polls();
    ahead = 10_001;
    const lull = await polls();
    idle.relay.wanted();
    expect(lull).toBeLessThan(8);
    expect(wanted).toBeGreaterThan(lull);
    expect(await polls()).toBeGreaterThan(lull);
  } finally {
    await idle.stop();
  }
});

it('the role of the relay reads the feed of all tenants and nothing else', async () => {
  const pool = createChangePool({ url: database.url, max: 1 });
  const code = (text: string) =>
    pool.query(text).then(
      () => null,
      (error: { code: string }) => error.code,
    );
  try {
    expect(await code('select from change limit 1')).toBe(null);
    for (const text of [
      'select from team',
      'select from tenant',
      'select from api_key',
      'select from change_mark',
      'select from change_partition.rest',
      'delete from change',
      'update change_epoch set n = n + 1',
      'select bump_change_epoch()',
      'select drop_change_partition()',
    ])
      expect([text, await code(text)]).toEqual([text, '42501']);
  } finally {
    await pool.end();
  }
});

it('a relay that never reaches its database says so, and goes on trying until it is stopped', async () => {
  const url = new URL(database.url);
  url.port = '1';
  await expect(startFeed(url.href)).rejects.toThrow('ECONNREFUSED');
});

it('a foreign commit is delivered within milliseconds', async () => {
  const committed = new Map<string, number>();
  const tookMs: number[] = [];
  const timed = await startFeed(database.url, {
    onStep({ changes }) {
      for (const { id } of changes)
        tookMs.push(...(committed.has(id!) ? [performance.now() - committed.get(id!)!] : []));
    },
  });
  const client = await sql.connect();
  try {
    for (let n = 0; n < 300; n++) {
      const id = newId();
      // Counted from before the commit: its answer and the relay's may come in one turn of the event loop, in any order.
      committed.set(id, performance.now());
      await add(client as never, id);
      const pauseUntil = performance.now() + (n % 20);
      await until(() => performance.now() >= pauseUntil && tookMs.length > n);
    }
  } finally {
    client.release();
    await timed.stop();
  }
  const sorted = tookMs.toSorted((a, b) => a - b);
  const [p50, p99] = [sorted[150]!, sorted[297]!];
  console.info(`from a foreign write to its delivery: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  expect(p50).toBeLessThan(15);
  expect(p99).toBeLessThan(100);
});
