// The history under load for as long as one likes, with a PostgreSQL and a Redis of its own: node test/long/history.ts [minutes] [seed] [edges]
// Three origins, or an origin and three edges; the feed of the last is stalled or cut every few seconds. Every minute the history until
// then is judged.
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { startEdgeFleet } from '../support/edge-nodes.ts';
import { recordHistory } from '../support/history.ts';
import { judge } from '../support/history-check.ts';
import { tellHistory } from '../support/history-report.ts';
import { createAsker, type Node, startNode } from '../support/nodes.ts';
import { openLine } from '../support/nodes-line.ts';
import { createRandom } from '../support/random.ts';
import { startRedis } from '../support/redis.ts';

const minutes = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
const of = process.argv[4] ?? 'origins';
if (!(minutes > 0) || !Number.isSafeInteger(seed) || !['origins', 'edges'].includes(of))
  throw new Error('usage: node test/long/history.ts [minutes] [seed] [origins|edges]');

interface Fleet {
  readonly nodes: readonly Node[];
  readonly line: { stall(): void; resume(): void; cut(): void };
  stop(): Promise<void>;
}

async function startOrigins(databaseUrl: string, redisUrl: string): Promise<Fleet> {
  const line = await openLine(databaseUrl);
  const nodes: Node[] = [];
  for (const url of [databaseUrl, databaseUrl, line.url])
    nodes.push(await startNode({ databaseUrl: url, redisUrl, logLevel: 'silent' }));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await line.stop();
  };
  return { nodes, line, stop };
}

const postgres = await startThrowawayPostgres();
const redis = await startRedis();
const asker = createAsker();
let fleet: Fleet | undefined;
try {
  await migrate(postgres.url);
  fleet = await (of === 'edges' ? startEdgeFleet : startOrigins)(postgres.url, redis.url);
  const { nodes, line } = fleet;
  console.log(`${minutes} minutes of ${of} from seed ${seed}`);
  const untilMs = performance.now() + minutes * 60_000;
  const chance = createRandom(seed);
  let violations: readonly string[] = [];
  let worstMs = 0;
  let judged = 0;
  for (let part = 0; performance.now() < untilMs && violations.length === 0; part++) {
    const recording = await recordHistory({ databaseUrl: postgres.url, nodes, asker, seed: seed + part });
    let isOver = false;
    const run = recording.run(() => isOver);
    const partMs = Math.min(untilMs, performance.now() + 60_000);
    while (performance.now() < partMs) {
      await pause(2_000 + chance.below(3_000));
      if (chance.once(3)) line.cut();
      else {
        line.stall();
        await pause(chance.below(3_000));
        line.resume();
      }
    }
    isOver = true;
    await run;
    const history = await recording.history();
    const verdict = judge(history);
    violations = [...recording.defects, ...verdict.violations];
    judged += verdict.judged;
    worstMs = verdict.staleMs.reduce((worst, each) => Math.max(worst, each), worstMs);
    console.log(tellHistory(verdict, history, recording.counts));
  }
  console.log(
    `${judged} values judged, ${violations.length} not explained; the oldest seen was ${worstMs.toFixed(0)} ms behind`,
  );
  if (violations.length > 0) {
    console.error(violations.slice(0, 3).join('\n\n'));
    process.exitCode = 1;
  }
} finally {
  fleet?.line.resume();
  asker.stop();
  await fleet?.stop();
  await redis.stop();
  await postgres.stop();
}
