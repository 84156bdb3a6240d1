// The mixed bench: 1,000 questions by Zipf, 5 % writes to what is read most, 16 clients, the same trace for every server. It tells how
// fast a server is, how often its cache answers, and how often that answer is not true; each figure means little without the others.
import { type CachedContestant, cachedOurs, cachedPeer } from './cached-peers.ts';
import { clusterCpuSeconds } from './cpu.ts';
import { type Client, createClient } from './mixed/client.ts';
import { createDatabases, type Database } from './mixed/databases.ts';
import { createHistory } from './mixed/history.ts';
import type { MutationName } from './mixed/mutations.ts';
import { createOperations } from './mixed/operations.ts';
import { readOptions, type ServerName } from './mixed/options.ts';
import { askOracle } from './mixed/oracle.ts';
import { renderKinds, renderMixed } from './mixed/report.ts';
import { type MixedSample, runTrace } from './mixed/run.ts';
import { readScene } from './mixed/scene.ts';
import { createTrace } from './mixed/trace.ts';
import { verifyAtStart } from './mixed/verify.ts';
import { number } from './numbers.ts';
import { startPrivateRedis } from './private-redis.ts';
import { describe, describeMachine, note, writeResults } from './results.ts';
import { readSeeded } from './seeded.ts';
import { type Server, startServer } from './server-process.ts';
import { createStack } from './stack.ts';

const options = readOptions();
const stack = createStack();
try {
  await run();
} catch (error) {
  note((error as Error).message);
  process.exitCode = 1;
} finally {
  await stack.stop();
}

async function run(): Promise<void> {
  const seeded = await readSeeded(options);
  const scene = await readScene(options.databaseUrl, options.tenantId);
  const operations = createOperations(scene);
  const batches = createTrace(scene, operations, options.trace);
  const redis = stack.push(await startPrivateRedis());
  const databases = await createDatabases(options);
  stack.push(databases.forOurs);
  stack.push(databases.forPeers);
  const databaseCpu = (): number | null =>
    seeded.postmasterPid === null ? null : clusterCpuSeconds(seeded.postmasterPid);

  const contestantOf = (name: ServerName | 'truth', { url: databaseUrl }: Database): CachedContestant => {
    const setting = { databaseUrl, redisUrl: redis.url, ttlSeconds: options.ttlSeconds };
    return name === 'ours' ? cachedOurs(options, setting) : cachedPeer(name, options, setting);
  };
  const start = async (name: ServerName | 'truth', database: Database): Promise<Server<CachedContestant>> =>
    stack.push(await startServer(contestantOf(name, database)));
  const clientOf = ({ origin }: Server): Client => createClient(origin, operations, options.apiKey);
  /** Starts what is needed on a fresh copy, and clears it away afterwards. */
  async function onCopy<Result>(
    name: ServerName | 'truth',
    work: (database: Database) => Promise<Result>,
  ): Promise<Result> {
    const database = stack.push(await databases.copy(name === 'ours' ? databases.forOurs : databases.forPeers, 'run'));
    await redis.flush();
    const result = await work(database);
    await stack.drop(database);
    return result;
  }

  const contestants = options.servers.map((name) => contestantOf(name, databases.forPeers));
  for (const name of options.servers) {
    await onCopy(name, async (database) => {
      const server = await start(name, database);
      const truth = await start('truth', database);
      await verifyAtStart(server, clientOf(server), clientOf(truth), operations, createHistory(scene));
      await stack.drop(server);
      await stack.drop(truth);
    });
  }
  note(`Answers of ${options.servers.length} servers to ${operations.length} questions are true.`);

  const oracle = options.withOracle
    ? await onCopy('truth', async (database) => {
        const truth = await start('truth', database);
        const tally = await askOracle(clientOf(truth), batches, operations);
        await stack.drop(truth);
        return tally;
      })
    : null;
  if (oracle !== null) note(`The oracle's hit ratio is ${oracle.hitRatio.toFixed(3)}.`);

  const samples: MixedSample[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (let turn = 0; turn < options.servers.length; turn++) {
      const name = options.servers[(turn + round) % options.servers.length]!;
      const sample = await onCopy(name, async (database) => {
        const server = await start(name, database);
        const truth = await start('truth', database);
        const result = await runTrace({
          name,
          round,
          server,
          client: clientOf(server),
          truth: clientOf(truth),
          history: createHistory(scene),
          operations,
          batches,
          connections: options.connections,
          databaseCpu,
        });
        // A server that cannot follow the changes says so, and answers without its cache.
        if (result.hitRatio === 0) note(`${name} found nothing in its cache. It said:\n${server.output()}`);
        await stack.drop(server);
        await stack.drop(truth);
        return result;
      });
      samples.push(sample);
      note(
        `Round ${round + 1}, ${name}: ${Math.round(sample.requestsPerSecond)} requests/s, hit ratio ${sample.hitRatio.toFixed(3)}, ` +
          `stale ${sample.staleAtRest} of ${sample.checked} at rest, ${sample.staleUnderLoad} of ${sample.reads} under load` +
          (sample.unaccusedAtRest > 0
            ? ` (and ${sample.unaccusedAtRest} at rest that only the comparison found).`
            : '.'),
      );
      if (sample.kinds) note(`  Cache-Status: ${JSON.stringify(sample.cacheStatus)}`);
      if (options.withExamples) for (const example of sample.examples) note(`  ${example}`);
    }
  }

  const machine = describeMachine(seeded.version);
  const { rounds, trace, connections } = options;
  writeResults('mixed-', { machine, rounds, trace, connections, oracle, samples });
  console.log(renderMixed(samples, contestants, oracle));
  console.log(renderKinds(samples, oracle));
  const measured = batches.filter(({ isWarmUp }) => !isWarmUp).flatMap(({ units }) => units);
  const writes = measured.flatMap(({ write }) => write ?? []);
  const shareOf = (...names: readonly MutationName[]): string =>
    `${number((writes.filter(({ mutation }) => names.includes(mutation)).length / writes.length) * 100)} %`;
  console.log(
    `\nMedians of ${rounds} runs of ${measured.length + writes.length} requests, ${writes.length} of them writes (${shareOf('companyOwner', 'employer', 'dealOwner', 'stage')} moves, ` +
      `${shareOf('newContact', 'newDeal')} new records), ${connections} clients, seed ${trace.seed}. ${describe(machine)}`,
  );
}
