// The race: readers of two tenants ask several nodes, writers write, and now and then everything stands still and is compared.
// Invariant: whatever a node would serve then is what a fresh execution answers, byte for byte.
import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { createExecutor } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { createPool } from '../../src/db/pool.ts';
import { gatewayLimits } from '../../src/limits/limits.ts';
import { type Caller, caughtUp, createAsker, createCaller, type Node, startNode } from './nodes.ts';
import { createJudge, type JudgeCounts } from './race-judge.ts';
import { createReaders, type ReaderCounts } from './race-readers.ts';
import { drawScene, type Focus, fillText, type Scene } from './race-scene.ts';
import { createMutationWriter, createSqlWriter, createWriterCounts, type WriterCounts } from './race-writers.ts';
import { createRandom } from './random.ts';
import { until } from './until.ts';
import { ours, theirs } from './values.ts';
import type { Write } from './writes.ts';

export interface RaceOptions {
  /** A superuser's, to a migrated database without rows. */
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly nodes: number;
  readonly seed: number;
  readonly schema: GraphQLSchema;
  /** More of the environment of the nodes. @default budgets that no test spends */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RaceCounts extends JudgeCounts, ReaderCounts {
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
  /** Readers and writers at once, until so many requests were answered, however long that takes. Answers what was wrong. */
  run(scene: Scene, requests: number): Promise<string[]>;
  /** Waits until all nodes know everything, and compares whatever they would serve, in memory and over HTTP. */
  compare(scene: Scene, httpSamples?: number): Promise<string[]>;
  /** Forgets all answers, those under way too. */
  forget(): Promise<void>;
  /** Stops a node and starts another in its place, with empty memory and the same Redis. */
  replace(at: number): Promise<void>;
  stop(): Promise<void>;
}

const readersPerNode = 3;

/**
 * Two callers of the same rights, and several of others, who all see everything: for each scope a question is another entry, but
 * compiled once.
 */
const rights: readonly (readonly [tenantId: string, scopes: readonly string[]])[] = [
  [ours, ['*']],
  [ours, ['*']],
  [ours, ['*', 'contacts:read']],
  [ours, ['*', 'deals:read', 'contacts:read']],
  [ours, ['*', 'deals:read']],
  [theirs, ['*']],
  [theirs, ['*', 'contacts:read']],
];

export async function createRace(options: RaceOptions): Promise<Race> {
  const { databaseUrl, redisUrl, nodes: count, seed, schema, settings } = options;
  const random = createRandom(seed);
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  const pool = createPool({ url: databaseUrl, max: 2 });
  await sql.query(
    `insert into tenant (id, name) values ('${ours}', 'One'), ('${theirs}', 'One') on conflict do nothing`,
  );
  const callers: Caller[] = [];
  for (const [tenantId, scopes] of rights) callers.push(await createCaller(databaseUrl, tenantId, scopes));
  const start = () =>
    startNode({ databaseUrl, ...(redisUrl !== undefined && { redisUrl }), ...(settings && { settings }) });
  const nodes = await Promise.all(Array.from({ length: count }, start));
  const asker = createAsker();
  const judge = createJudge(sql);
  const defects: string[] = [];
  const execute = createExecutor({ schema, pool, report: (error) => void defects.push(String(error)) });
  const writerCounts = createWriterCounts();
  const counts: RaceCounts = Object.assign(judge.counts, {
    outcomes: new Map<string, number>(),
    requests: 0,
    unavailable: 0,
    asked: 0,
    writers: writerCounts,
  });

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
  const readers = createReaders({
    asker,
    callers,
    counts,
    judge,
    operations: createOperations(schema, { limits: gatewayLimits }),
    execute,
    onDefect,
  });

  /** Refreshing ahead goes on after the last reader. */
  const quiet = () =>
    until(() => nodes.every(({ cache }) => cache.counts().flights === 0), { what: 'that no node executes' });

  return {
    nodes,
    callers,
    sql,
    asker,
    counts,
    async scene(size, focus) {
      const scene = drawScene(schema, random, size, focus);
      await sql.query(fillText(scene, random.once(2)));
      return scene;
    },
    async run(scene, requests) {
      writes = scene.writes;
      const wanted = counts.requests + requests;
      const wrong: string[] = [];
      const isOver = () => counts.requests >= wanted || wrong.length > 0 || defects.length > 0;
      await Promise.all([
        ...writers.map((writer) => writer.write(isOver)),
        ...nodes.flatMap((_, at) => [
          readers.doctor(() => nodes[at]!, createRandom(random.below(2 ** 31)), isOver, wrong),
          ...Array.from({ length: readersPerNode }, () =>
            readers.read(() => nodes[at]!, scene, createRandom(random.below(2 ** 31)), isOver),
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
      return [...wrong, ...(await readers.compare(nodes, scene, httpSamples, random)), ...defects.splice(0)];
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
