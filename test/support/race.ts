// The race: readers of two tenants ask several nodes, writers write, and now and then everything stands still and is compared.
// Invariant: whatever a node would serve then is what a fresh execution answers, byte for byte.
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { createExecutor } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { createPool } from '../../src/db/pool.ts';
import { type Caller, caughtUp, createAsker, createCaller, type Node, startNode } from './nodes.ts';
import { queryArbitrary, type RenderedQuery, render } from './operations.ts';
import { createJudge, type JudgeCounts } from './race-judge.ts';
import { createMutationWriter, createSqlWriter, createWriterCounts, type WriterCounts } from './race-writers.ts';
import { createRandom, type Random } from './random.ts';
import { until } from './until.ts';
import { allOfThem, ours, type Theme, theirs, themesOf } from './values.ts';
import { crowdText, firstRows, hasCrowd, type Write, writeArbitrary } from './writes.ts';

export interface RaceOptions {
  /** A superuser's, to a migrated database without rows. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly nodes: number;
  readonly seed: number;
  readonly schema: GraphQLSchema;
}

/** What is asked and what is written for a while. */
export interface Scene {
  readonly theme: Theme;
  readonly queries: readonly RenderedQuery[];
  readonly writes: readonly Write[];
}

/** What a scene is about, where that is not left to chance, and questions that it asks beside random ones. */
export interface Focus {
  readonly table: string;
  readonly column?: string;
  readonly asks?: readonly string[];
  /** Statements that are run beside random ones, as often as all of those. */
  readonly writes?: readonly string[];
}

export interface RaceCounts extends JudgeCounts {
  /** Requests by what `Cache-Status` said; 'none' for those whose answer was not kept. */
  readonly outcomes: Map<string, number>;
  /** Answers over HTTP compared with an executor of the test's own. */
  asked: number;
  readonly writers: WriterCounts;
}

export interface Race {
  readonly nodes: Node[];
  readonly callers: readonly Caller[];
  readonly sql: pg.Pool;
  readonly asker: ReturnType<typeof createAsker>;
  readonly counts: RaceCounts;
  /** About one thing, so that what is asked and what is written often meet. */
  scene(queries: number, focus?: Focus): Promise<Scene>;
  /** Readers and writers at once, for so long. Answers what was wrong. */
  run(scene: Scene, ms: number): Promise<string[]>;
  /** Waits until all nodes know everything, and compares whatever they would serve, in memory and over HTTP. */
  compare(scene: Scene, httpSamples?: number): Promise<string[]>;
  /** Forgets all answers, those under way too. */
  forget(): Promise<void>;
  /** Stops a node and starts another in its place, with empty memory and the same Redis. */
  replace(at: number): Promise<void>;
  stop(): Promise<void>;
}

const readersPerNode = 3;

/** Tables of which the other tenant has other rows from the start, with the very same ids. */
const marked = ['company', 'contact', 'deal', 'product', 'user', 'team', 'tag', 'pipeline', 'stage'];

/** Two callers of the same rights, and several of others: for each scope a question is another entry, but compiled once. */
const rights: readonly (readonly [tenantId: string, scopes: readonly string[]])[] = [
  [ours, ['*']],
  [ours, ['*']],
  [ours, ['contacts:read']],
  [ours, ['deals:read', 'contacts:read']],
  [ours, ['deals:read']],
  [theirs, ['*']],
  [theirs, ['contacts:read']],
];

export async function createRace({ databaseUrl, redisUrl, nodes: count, seed, schema }: RaceOptions): Promise<Race> {
  const random = createRandom(seed);
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  const pool = createPool({ url: databaseUrl, max: 2 });
  await sql.query(
    `insert into tenant (id, name) values ('${ours}', 'One'), ('${theirs}', 'One') on conflict do nothing`,
  );
  const callers: Caller[] = [];
  for (const [tenantId, scopes] of rights) callers.push(await createCaller(databaseUrl, tenantId, scopes));
  const start = () => startNode({ databaseUrl, ...(redisUrl !== undefined && { redisUrl }) });
  const nodes = await Promise.all(Array.from({ length: count }, start));
  const asker = createAsker();
  const judge = createJudge(sql);
  const operations = createOperations(schema);
  const defects: string[] = [];
  const execute = createExecutor({ schema, pool, report: (error) => void defects.push(String(error)) });
  const writerCounts = createWriterCounts();
  const outcomes = new Map<string, number>();
  const counts: RaceCounts = Object.assign(judge.counts, { outcomes, asked: 0, writers: writerCounts });

  let writes: readonly Write[] = [];
  const next = () => random.pick(writes);
  const sqlWriters = await Promise.all(
    [0, 1].map((nth) =>
      createSqlWriter({
        url: databaseUrl,
        random: createRandom(seed + nth + 1),
        counts: writerCounts,
        next,
        restMs: 20,
      }),
    ),
  );
  const onDefect = (text: string) => void defects.push(text);
  const mutations = {
    asker,
    nodes: () => nodes,
    callers,
    random: createRandom(seed + 9),
    counts: writerCounts,
    onDefect,
  };
  const writers = [...sqlWriters, createMutationWriter({ ...mutations, restMs: 40 })];

  /** Some questions are asked much more often than others. */
  function choose({ queries }: Scene, chance: Random) {
    const share = chance.below(1000) / 1000;
    const query = queries[Math.floor(queries.length * (chance.once(2) ? share : share ** 3))]!;
    return { query, caller: chance.pick(callers) };
  }

  async function read(node: () => Node, scene: Scene, chance: Random, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const { query, caller } = choose(scene, chance);
      const headers: Record<string, string> = chance.once(25)
        ? { 'x-clientele-consistency': 'strong' }
        : chance.once(50)
          ? { 'cache-control': 'no-cache' }
          : {};
      const method = chance.once(8) ? 'GET' : 'POST';
      const asked = { key: caller.key, query: query.text, variables: query.variables, headers, method } as const;
      const reply = await asker.ask(node(), asked);
      if (reply.status !== 200 || reply.text.includes('"INTERNAL"'))
        defects.push(`${reply.status} ${reply.text}\n${query.text} ${JSON.stringify(query.variables)}`);
      const outcome = String(reply.headers['cache-status'] ?? 'none');
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }

  /** One entry at a time, now and then: each costs an execution. */
  async function doctor(node: () => Node, chance: Random, isOver: () => boolean, wrong: string[]): Promise<void> {
    while (!isOver()) {
      await pause(chance.below(40));
      const { cache } = node();
      const entries = [...cache.store.entries()].filter((entry) => cache.isServable(entry));
      const found = entries.length > 0 ? await judge.sample(cache, chance.pick(entries)) : null;
      if (found) wrong.push(found);
    }
  }

  /** As a stranger sees it: what this caller is answered, beside what an executor of our own answers this viewer. */
  async function compareOverHttp(scene: Scene, samples: number): Promise<string[]> {
    const wrong: string[] = [];
    for (let left = samples; left > 0; left--) {
      const { query, caller } = choose(scene, random);
      const { text, variables } = query;
      const reply = await asker.ask(random.pick(nodes), { key: caller.key, query: text, variables });
      const operation = operations(text, null);
      if ('errors' in operation) throw new Error(`the grammar made a wrong query: ${text}`);
      const { body, data, errors } = await execute({ operation, variables, viewer: caller.viewer, asText: true });
      const status = String(reply.headers['cache-status'] ?? 'none');
      outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
      if (errors?.length || (body ?? '').includes('"errors":')) continue;
      counts.asked++;
      const expected = body ?? JSON.stringify({ data });
      if (reply.text === expected) continue;
      const who = `${caller.viewer.subject} of ${caller.viewer.tenantId}`;
      wrong.push(
        `${who} was answered what is not true (${status}): ${text}\n${JSON.stringify(variables)}\n  ${reply.text}\n  ${expected}`,
      );
    }
    return wrong;
  }

  /** Refreshing ahead goes on after the last reader. */
  const quiet = () =>
    until(() => nodes.every(({ cache }) => cache.counts().flights === 0), { what: 'that no node executes' });

  async function fill({ theme }: Scene): Promise<void> {
    const { name } = theme.table;
    const clearing = allOfThem.map((table) => `delete from "${table.name}"`);
    const crowd = hasCrowd(name) && random.once(2) ? [crowdText(name, ours)] : [];
    // Through the triggers, like everything: the nodes run on.
    const marks = marked.map((table) => {
      const column = table === 'contact' ? 'last_name' : 'name';
      return `update "${table}" set ${column} = ${column} || ' there' where tenant_id = '${theirs}'`;
    });
    const replica = 'set local session_replication_role = replica';
    const all = ['begin', replica, ...clearing, ...firstRows(), ...marks, ...crowd, 'commit'];
    await sql.query(all.join(';\n'));
  }

  return {
    nodes,
    callers,
    sql,
    asker,
    counts,
    async scene(size, { table, column, asks = [], writes = [] } = { table: random.pick(allOfThem).name }) {
      const about = allOfThem.find(({ name }) => name === table)!;
      const themes = themesOf(about, random.below(12));
      const theme = random.pick(themes.filter(({ slot }) => column === undefined || slot.columns.includes(column)));
      const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) =>
        fc.sample(fc.noBias(arbitrary), { numRuns, seed: random.below(2 ** 31) });
      const scene = {
        theme,
        queries: [
          ...asks.map((text) => ({ text, variables: {}, coordinates: new Set<string>() })),
          ...sample(queryArbitrary(schema, theme), size).map(render),
        ],
        writes: [
          ...sample(writeArbitrary(theme, hasCrowd(table)), size),
          ...(writes.length > 0
            ? Array.from({ length: size }, (_, nth) => ({
                statements: [writes[nth % writes.length]!],
                isReplica: false,
              }))
            : []),
        ],
      };
      await fill(scene);
      return scene;
    },
    async run(scene, ms) {
      writes = scene.writes;
      const untilMs = performance.now() + ms;
      const wrong: string[] = [];
      const isOver = () => performance.now() > untilMs || wrong.length > 0 || defects.length > 0;
      await Promise.all([
        ...writers.map((writer) => writer.write(isOver)),
        ...nodes.flatMap((_, at) => [
          doctor(() => nodes[at]!, createRandom(random.below(2 ** 31)), isOver, wrong),
          ...Array.from({ length: readersPerNode }, () =>
            read(() => nodes[at]!, scene, createRandom(random.below(2 ** 31)), isOver),
          ),
        ]),
      ]);
      return [...wrong, ...defects.splice(0)];
    },
    async compare(scene, httpSamples = 40) {
      await caughtUp(nodes, databaseUrl);
      await quiet();
      const wrong = await judge.compareAll(nodes);
      // One node has only what Redis kept for it.
      random.pick(nodes).cache.store.clear();
      return [...wrong, ...(await compareOverHttp(scene, httpSamples)), ...defects.splice(0)];
    },
    async forget() {
      await quiet();
      for (const { cache } of nodes) cache.store.clear();
    },
    async replace(at) {
      await nodes[at]!.stop();
      nodes[at] = await start();
    },
    async stop() {
      asker.stop();
      await Promise.all([...writers.map((writer) => writer.stop()), ...nodes.map((node) => node.stop())]);
      await Promise.all([sql.end(), pool.end()]);
    },
  };
}
