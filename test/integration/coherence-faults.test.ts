// What the nodes do while Redis, PostgreSQL, the change feed or the clock fail them, under load: nothing stale, nothing lost, no
// request refused that need not be (docs/coherence.md §10, §11). The server and the Redis are this file's own.

import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import { type Recording, recordHistory } from '../support/history.ts';
import { judge } from '../support/history-check.ts';
import { tellHistory } from '../support/history-report.ts';
import { caughtUp, createAsker, type Node, startNode } from '../support/nodes.ts';
import { type Line, openLine } from '../support/nodes-line.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/nodes-postgres.ts';
import { ignoredEpoch } from '../support/race-mutants-feed.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let postgres: OwnPostgres;
let redis: OwnRedis;
/** Of the second node. */
let line: Line;
let nodes: Node[];
const asker = createAsker();
let seed = 20_260_601;
/** Codes that requests may be refused with now. */
let refusals: readonly string[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startOwnPostgres(), startOwnRedis()]);
  line = await openLine(postgres.url);
  nodes = [await start(postgres.url), await start(line.url)];
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(async () => {
  asker.stop();
  line?.resume();
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  await line?.stop();
  await redis?.stop();
  await postgres?.stop();
});

const start = (databaseUrl: string) => startNode({ databaseUrl, redisUrl: redis.url, logLevel: 'silent' });
const areLive = () => nodes.every(({ cache }) => cache.isLive());
const sql = async <Row>(text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
};

/** Clients go on while `disturb` does what it does; then everything that they saw must be explained. */
async function underLoad(
  disturb: (more: (mutations: number) => Promise<void>, counts: Recording['counts']) => Promise<void>,
): Promise<Recording> {
  const recording = await recordHistory({
    databaseUrl: postgres.url,
    nodes,
    asker,
    seed: seed++,
    mayRefuse: () => refusals,
  });
  const { counts, defects } = recording;
  let isOver = false;
  const run = recording.run(() => isOver);
  const more = (mutations: number) => {
    const wanted = counts.mutations + mutations;
    return until(() => counts.mutations >= wanted || defects.length > 0, {
      withinMs: 30_000,
      what: 'that clients go on writing',
    });
  };
  try {
    await more(10);
    await disturb(more, counts);
    await more(10);
  } finally {
    isOver = true;
    await run;
  }
  const history = await recording.history();
  const verdict = judge(history);
  console.info(tellHistory(verdict, history, counts));
  expect(defects.slice(0, 3)).toEqual([]);
  expect(verdict.violations.slice(0, 3)).toEqual([]);
  return recording;
}

describe('Redis', () => {
  it('may die, hang, forget everything and remember what was: nobody is refused, and nothing is stale', async () => {
    const { counts } = await underLoad(async (more) => {
      const old = await redis.dump();
      await more(10);
      await redis.kill();
      await more(10);
      await redis.restart();
      await more(10);
      redis.pause();
      await more(15);
      redis.resume();
      await redis.flush();
      await more(10);
      await redis.restart(old);
      await more(20);
    });
    expect(counts.refused.size).toBe(0);
  });
});

describe('PostgreSQL', () => {
  const epochs = () => nodes.map(({ cache }) => cache.table.epoch());

  it.each([
    ['crashes', 'SIGQUIT'],
    ['is restarted in good order', 'SIGINT'],
  ] as const)(
    '%s: requests are UNAVAILABLE for a while, what was told stays, and nothing is stale',
    async (_, signal) => {
      const before = epochs();
      const { counts } = await underLoad(async (more, { refused: codes, outcomes }) => {
        refusals = ['UNAVAILABLE'];
        await postgres.end(signal);
        await until(() => nodes.every(({ cache }) => !cache.isLive()), { what: 'that the nodes go blind' });
        await postgres.start();
        await until(areLive, { withinMs: 20_000, what: 'that the nodes recover' });
        const refused = () => [...codes.values()].reduce((sum, count) => sum + count, 0);
        for (let last = -1; last !== refused(); await more(5)) last = refused();
        refusals = [];
        outcomes.clear();
      });
      expect([...counts.refused.keys()].filter((code) => code !== 'UNAVAILABLE')).toEqual([]);
      expect(counts.outcomes.get('clientele; hit')).toBeGreaterThan(0);
      // Transaction ids are handed out again after a crash, and after a clean stop they are not.
      if (signal === 'SIGQUIT') expect(epochs()).not.toEqual(before);
      else expect(epochs()).toEqual(before);
    },
  );
});

describe('a single answer', () => {
  const query = 'query ($id: ID!) { company(id: $id) { name } }';
  let id: string;
  let key: string;
  async function create(): Promise<void> {
    await until(areLive);
    id = newId();
    const tenant = await createTenant(postgres.url, `Tenant of ${id}`);
    key = tenant.key;
    await sql(`insert into company (tenant_id, id, name) values ($1, $2, 'Alpha')`, [tenant.id, id]);
    await caughtUp(nodes, postgres.url);
  }
  const ask = (node: Node, text = query) => asker.ask(node, { key, query: text, variables: { id } });
  const nameOf = async (node: Node) =>
    (JSON.parse((await ask(node)).text) as { data: { company: { name: string } } }).data.company.name;
  const statusOf = async (node: Node, text?: string) => (await ask(node, text)).headers['cache-status'];
  const rename = (name: string) => sql('update company set name = $2 where id = $1', [id, name]);

  it('outlives the death of the change feed: it begins again where it stopped', async () => {
    await create();
    for (const node of nodes) await ask(node);
    const pids = await postgres.relays();
    expect(pids).toHaveLength(2);
    await sql('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
    const areOthers = async () => {
      const now = await postgres.relays();
      return now.length === 2 && !now.some((pid) => pids.includes(pid));
    };
    await until(areOthers, { what: 'that the feeds are back' });
    await until(areLive);
    for (const node of nodes) expect(await statusOf(node)).toBe('clientele; hit');
    await rename('Beta');
    await caughtUp(nodes, postgres.url);
    for (const node of nodes) expect(await nameOf(node)).toBe('Beta');
  });

  it('is never more than a second old when the feed hangs, and the node helps itself', async () => {
    await create();
    for (const node of nodes) await ask(node);
    const pids = await postgres.relays();
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await rename('Beta');
      const toldMs = performance.now();
      for (let isNew = false, askedMs = 0; !isNew; ) {
        askedMs = performance.now();
        isNew = (await Promise.all(nodes.map(nameOf))).every((name) => name === 'Beta');
        expect(isNew || askedMs - toldMs < 1_000).toBe(true);
      }
      await until(areLive, { what: 'that the nodes open other connections' });
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
  });

  it('does not keep a node from stopping, though its feed hangs', async () => {
    const node = await start(line.url);
    line.stall();
    const begunMs = performance.now();
    await node.stop();
    expect(performance.now() - begunMs).toBeLessThan(3_000);
    line.resume();
  });

  it('is not served by a node that is blind, and is good again when the node sees that nothing changed', async () => {
    await create();
    const other = `${query} # another`;
    for (const node of nodes) for (const text of [query, other]) await ask(node, text);
    line.stall();
    await until(() => !nodes[1]!.cache.isLive());
    for (let turn = 0; turn < 3; turn++) expect(await statusOf(nodes[1]!)).toBe('clientele; fwd=bypass; stored');
    expect(await statusOf(nodes[0]!)).toBe('clientele; hit');
    line.resume();
    await until(areLive);
    expect(await statusOf(nodes[1]!, other)).toBe('clientele; hit');
  });

  /** Both nodes have shown a name that the database, put back to where it was before, never heard of. */
  async function restore(): Promise<void> {
    await create();
    await postgres.backUp();
    await until(areLive, { withinMs: 10_000 });
    await rename('Beta');
    await caughtUp(nodes, postgres.url);
    for (const node of nodes) expect(await nameOf(node)).toBe('Beta');
    await postgres.restore();
    // A node goes on for less than a second without its feed; it is to be judged by what it has been told.
    const positions = nodes.map(({ cache }) => cache.table.position());
    await sql('select pg_current_xact_id()');
    const hasMoved = ({ cache }: Node, at: number) => cache.isLive() && cache.table.position() !== positions[at];
    await until(() => nodes.every(hasMoved), {
      withinMs: 10_000,
      what: 'that the nodes hear of the restored database',
    });
  }

  it('of a database that was restored since is forgotten', async () => {
    await restore();
    for (const node of nodes) expect(await nameOf(node)).toBe('Alpha');
  });

  it(`of a database that was restored since would be served by ${ignoredEpoch.name}`, async () => {
    const undo = await ignoredEpoch.install({ query: async () => ({ rows: [] }) }, nodes);
    await restore();
    expect(await Promise.all(nodes.map(nameOf))).toContain('Beta');
    await undo();
    await Promise.all(nodes.map((node) => node.stop()));
    nodes = [await start(postgres.url), await start(line.url)];
  });
});

describe('clocks', () => {
  it.each([
    ['an hour fast', 1],
    ['an hour slow', -1],
  ])('that are %s make no difference', async (_, hours) => {
    const real = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => real() + hours * 3_600_000);
    await sql(`alter table change alter at set default clock_timestamp() + interval '${hours} hours'`);
    try {
      await underLoad(async (more) => {
        await more(15);
        line.cut();
        await more(15);
      });
      // Begins with what the others have put into Redis, by changes with such times.
      await nodes[0]!.stop();
      nodes[0] = await start(postgres.url);
      await underLoad((more) => more(10));
    } finally {
      await sql('alter table change alter at set default clock_timestamp()');
    }
  });
});
