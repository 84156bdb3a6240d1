// The bench of Clientele against its peers: same data, same questions, equal answers verified first, interleaved rounds.
// The order of the servers turns with each round, so that no server always runs after the same one.
import { verifyEqualAnswers } from './answers.ts';
import { type Contestant, createContestants } from './contestants.ts';
import { clusterCpuSeconds } from './cpu.ts';
import { type LoadGenerator, startLoadGenerator } from './load.ts';
import type { OperationName } from './operations.ts';
import { readOptions } from './options.ts';
import { renderTables, type Sample } from './report.ts';
import { describe, describeMachine, note, writeResults } from './results.ts';
import { readSeeded } from './seeded.ts';
import { type Server, startServer } from './server-process.ts';
import { createStack } from './stack.ts';

const options = readOptions();
const database = await readSeeded(options).catch((error: Error) => {
  note(error.message);
  process.exit(1);
});
const contestants = createContestants(options).filter(({ name }) => options.servers.includes(name));
const stack = createStack();

try {
  const generator = stack.push(startLoadGenerator());
  const servers: Server<Contestant>[] = [];
  for (const contestant of contestants) {
    servers.push(stack.push(await startServer(contestant)));
  }
  const sizes = await verifyEqualAnswers(servers, database.companyIds);
  note(`Answers of ${servers.length} servers are equal: P1 for ${database.companyIds.length} companies, P2, P3.`);

  const samples: Sample[] = [];
  for (const operation of options.operations) {
    for (const server of servers) await load(generator, server, operation, options.requests[operation]);
    note(`${operation}: all servers are warm.`);
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const operation of options.operations) {
      for (let turn = 0; turn < servers.length; turn++) {
        const server = servers[(turn + round) % servers.length]!;
        // A process that waited for its turn is slow for its first requests: the engine drops code and shrinks the heap.
        await load(generator, server, operation, Math.ceil(options.requests[operation] / 5));
        samples.push(await measure(generator, server, operation, round));
      }
    }
    note(`Round ${round + 1} of ${options.rounds} is done.`);
  }

  const machine = describeMachine(database.version);
  const { rounds, requests, connections, poolMax } = options;
  writeResults('', { machine, rounds, requests, connections, poolMax, sizes, samples });
  console.log(renderTables(samples, contestants, sizes));
  console.log(
    `Medians of ${rounds} interleaved rounds, ${connections} connections, ${options.operations.map((name) => `${name} ${requests[name]}`).join(', ')} requests a round. ${describe(machine)}`,
  );
} catch (error) {
  note((error as Error).message);
  process.exitCode = 1;
} finally {
  await stack.stop();
}

function load(generator: LoadGenerator, server: Server<Contestant>, operation: OperationName, amount: number) {
  const ids = operation === 'P1' ? database.companyIds : database.companyIds.slice(0, 1);
  const requests = ids.map((id) => server.contestant.request(operation, id));
  return generator.run({ origin: server.origin, requests, connections: options.connections, amount });
}

async function measure(
  generator: LoadGenerator,
  server: Server<Contestant>,
  operation: OperationName,
  round: number,
): Promise<Sample> {
  const amount = options.requests[operation];
  const databaseCpu = () => (database.postmasterPid === null ? null : clusterCpuSeconds(database.postmasterPid));
  const databaseBefore = databaseCpu();
  const before = await server.cpuSeconds();
  const result = await load(generator, server, operation, amount);
  const cpuSeconds = (await server.cpuSeconds()) - before;
  const databaseAfter = databaseCpu();
  return {
    server: server.contestant.name,
    operation,
    round,
    cpuPer1000: (cpuSeconds / amount) * 1000,
    databaseCpuPer1000:
      databaseBefore === null || databaseAfter === null ? null : ((databaseAfter - databaseBefore) / amount) * 1000,
    requestsPerSecond: amount / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    generatorLoad: result.generatorCpuSeconds / result.seconds,
  };
}
