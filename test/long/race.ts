// The race for as long as one likes, with a PostgreSQL and a Redis of its own: node test/long/race.ts [minutes] [seed] [replica]
// With `replica` it has a standby, too, from which the nodes read, and whose replay stands still and goes on at random.
// Three nodes; scenes of 40 questions and eight bouts of writing. It prints how many entries were compared and the hit ratio,
// and fails on the first answer that a node would serve and that is not true.
import { createSchema } from '../../src/api/schema.ts';
import { migrate } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { createRace, type Race } from '../support/race.ts';
import { tellRace } from '../support/race-report.ts';
import { startRedis } from '../support/redis.ts';
import { createReplicaRace } from '../support/replica-race.ts';
import { startReplicatedPostgres } from '../support/standby.ts';

const minutes = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
const withReplica = process.argv[4] === 'replica';
if (!(minutes > 0) || !Number.isSafeInteger(seed))
  throw new Error('usage: node test/long/race.ts [minutes] [seed] [replica]');

const redis = await startRedis();
const shared = { redisUrl: redis.url, nodes: 3, seed };
const servers = withReplica ? await startReplicatedPostgres() : await startThrowawayPostgres();

async function begin(): Promise<Race> {
  if ('standbyUrl' in servers) return createReplicaRace({ ...shared, servers });
  await migrate(servers.url);
  return createRace({ ...shared, databaseUrl: servers.url, schema: createSchema() });
}

/** Before the servers: whoever loses its connection would end the process, and nobody would hear why. */
async function play(race: Race): Promise<void> {
  console.log(`${minutes} minutes from seed ${seed}`);
  const startedMs = performance.now();
  const untilMs = startedMs + minutes * 60_000;
  let wrong: string[] = [];
  for (let scenes = 1; performance.now() < untilMs && wrong.length === 0; scenes++) {
    const scene = await race.scene(40);
    for (let bout = 0; bout < 8 && wrong.length === 0; bout++) {
      wrong = [...(await race.run(scene, 500)), ...(await race.compare(scene))];
    }
    if (scenes % 4 === 0) await race.replace(scenes % race.nodes.length);
    if (scenes % 5 === 0)
      console.log(`${scenes} scenes, ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n${tellRace(race)}`);
  }
  console.log(tellRace(race));
  if (wrong.length > 0) {
    console.error(wrong.slice(0, 3).join('\n\n'));
    process.exitCode = 1;
  }
}

try {
  const race = await begin();
  await play(race)
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(race.stop);
} finally {
  await redis.stop();
  await servers.stop();
}
