// The line between edges and their origin fails in every way: nothing is lost, nothing flushed, and who cannot know says so.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { covers } from '../../src/cache/position.ts';
import { newId } from '../../src/lib/uuid.ts';
import { type EdgeScene, positionOf, stampOf, startEdgeOrigin, startEdgeScene } from '../support/edge-scene.ts';
import { createFeedWriters, type FeedWriters } from '../support/feed-writers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let sql: pg.Pool;
let writers: FeedWriters;
let scene: EdgeScene;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ connectionString: database.url, max: 4 });
  writers = await createFeedWriters(sql);
});
afterAll(async () => {
  await sql?.end();
  await database?.drop();
});
beforeEach(async () => {
  scene = await startEdgeScene(database.url, sql);
});
afterEach(async () => {
  expect(await scene.stop(), 'milliseconds to stop').toBeLessThan(1_000);
});

const cache = () => scene.edges[0]!.cache;
const keep = (...tags: string[]) => stampOf(cache().table, writers.tenantId, ...tags);

/** Milliseconds until it is so, looked at in each turn of the event loop: `until` looks every 10 ms. */
async function measure(what: string, condition: () => boolean): Promise<number> {
  const beganMs = performance.now();
  while (!condition()) {
    if (performance.now() - beganMs > 10_000) throw new Error(`${what} did not come within 10 s`);
    await new Promise(setImmediate);
  }
  const tookMs = performance.now() - beganMs;
  console.info(`${what}: ${tookMs.toFixed(0)} ms`);
  return tookMs;
}

/** Writes, and what was kept before of the rows that they touch; and of others. */
async function writeWhile(work: () => Promise<unknown>): Promise<void> {
  const ids = Array.from({ length: 40 }, () => newId());
  const touched = ids.map((id) => keep(`e.team.${id}`));
  const untouched = ids.map(() => keep(`e.team.${newId()}`, 'x.team'));
  const floor = cache().table.floor();
  let isOver = false;
  const working = work().finally(() => (isOver = true));
  for (const id of ids) await writers.add(id);
  await until(() => writers.add().then(() => isOver), { withinMs: 10_000 });
  await working;
  await scene.caughtUp(10_000);
  expect(touched.map((stamp) => cache().table.isValid(stamp))).toEqual(touched.map(() => false));
  expect(untouched.map((stamp) => cache().table.isValid(stamp))).toEqual(untouched.map(() => true));
  expect(cache().table.floor(), 'nothing was flushed').toEqual(floor);
}

it('when connections break while others write, the edge goes on from where it stands: nothing is lost, nothing flushed', async () => {
  await writeWhile(async () => {
    for (let n = 0; n < 5; n++) {
      scene.line.break();
      await until(() => cache().isLive() && scene.line.connections() >= 2);
    }
  });
});

it('when the line is cut for more than a second while others write, it goes on as well', async () => {
  await writeWhile(async () => {
    scene.line.cut();
    await until(() => !cache().isLive());
    scene.line.mend();
    expect(await measure('live again after a cut', () => cache().isLive())).toBeLessThan(1_000);
  });
});

it('an origin that was restarted on its port is followed from where the edge stood', async () => {
  await writeWhile(() => scene.restartOrigin());
});

it('another origin in the place of the first is followed from where the edge stood', async () => {
  const other = await startEdgeOrigin(database.url);
  try {
    await writeWhile(async () => {
      scene.line.lead(other.port);
      scene.line.break();
      await until(() => cache().isLive() && scene.line.connections() >= 2);
    });
  } finally {
    scene.line.lead(scene.origin.port);
    await other.stop();
  }
});

it.each(['hold', 'swallow'] as const)(
  'a half-open line: blind within 1.1 s, live within 1 s of its return (%s)',
  async (how) => {
    for (let round = 0; round < 3; round++) {
      const gone = newId();
      const [touched, untouched] = [keep(`e.team.${gone}`), keep('x.team')];
      scene.line[how]();
      const blindMs = await measure(`blind after a line that went half-open (${how})`, () => !cache().isLive());
      expect(blindMs).toBeLessThan(1_100);
      await writers.add(gone);
      const notBefore = performance.now() + round * 450; // anywhere between two questions
      await until(() => performance.now() >= notBefore);
      scene.line.mend();
      const liveMs = await measure('live after its return', () => cache().isLive());
      expect(liveMs).toBeLessThan(1_000);
      // An answer of before the write, which was held, proves it live as well, for what is left of its second.
      await until(() => !cache().table.isValid(touched), { withinMs: 1_000, what: 'that the write is known' });
      expect(cache().table.isValid(untouched)).toBe(true);
    }
  },
);

it('5,000 changes that were missed are known within 2 s of the return of the line', async () => {
  await writers.add();
  await scene.caughtUp();
  const size = cache().table.size();
  scene.line.cut();
  await until(() => !cache().isLive());
  const [first] = (await sql.query<{ id: string }>('select gen_random_uuid() as id')).rows;
  const touched = keep(`e.deal.${first!.id}`);
  const columns = ['title', 'owner_id', 'company_id', 'version', 'updated_at', 'amount', 'currency', 'status'];
  await sql.query(
    `insert into change (tenant_id, type, id, op, before, after)
     select $1, 'deal', case n when 1 then $2 else gen_random_uuid() end, 'update', image, image
     from generate_series(1, 5000) n, lateral (select jsonb_object_agg(name, gen_random_uuid()) as image from unnest($3::text[]) name where n > 0) i`,
    [writers.tenantId, first!.id, columns],
  );
  await until(async () => covers(scene.origin.cache.table.position(), await positionOf(sql)));
  const from = scene.line.received();
  scene.line.mend();
  const tookMs = await measure('live with 5,000 changes after a cut', () => cache().isLive());
  const tags = cache().table.size() - size;
  console.info(`${tags} notes, ${scene.line.received() - from} bytes`);
  expect(tags).toBeGreaterThan(100_000);
  expect(tookMs).toBeLessThan(2_000);
  expect(cache().table.isValid(touched)).toBe(false);
});

it('stop() leaves neither timers nor sockets, also while the line is half-open', async () => {
  const resources = () =>
    process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCPSocketWrap)$/.test(name)).length;
  const before = resources();
  const other = await startEdgeScene(database.url, sql);
  other.line.swallow();
  await until(() => !other.edges[0]!.cache.isLive());
  expect(await other.stop()).toBeLessThan(1_000);
  await until(() => resources() <= before, { what: 'that all timers and sockets are gone' });
});
