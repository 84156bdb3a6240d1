// The bench of Clientele against its peers: same data, same questions, equal answers verified first, interleaved rounds.
// The order of the servers turns with each round, so that no server always runs after the same one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';
import { verifyEqualAnswers } from './answers.ts';
import { createContestants } from './contestants.ts';
import { clusterCpuSeconds, findPostmaster } from './cpu.ts';
import { type LoadGenerator, startLoadGenerator } from './load.ts';
import type { OperationName } from './operations.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { renderTables, type Sample } from './report.ts';
import { type Server, startServer } from './server-process.ts';

const options = readOptions();
const database = await readDatabase(options).catch((error: Error) => {
  note(error.message);
  process.exit(1);
});
const contestants = createContestants(options).filter(({ name }) => options.servers.includes(name));
const running: { stop(): Promise<void> }[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopAll().finally(() => process.exit(1)));

try {
  const generator = startLoadGenerator();
  running.push(generator);
  const servers: Server[] = [];
  for (const contestant of contestants) {
    const server = await startServer(contestant);
    running.push(server);
    servers.push(server);
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

  const at = new Date().toISOString();
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    postgres: database.version,
  };
  const { rounds, requests, connections, poolMax } = options;
  const folder = resolve(import.meta.dirname, 'results');
  const file = resolve(folder, `${at.replaceAll(':', '-')}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ at, machine, rounds, requests, connections, poolMax, sizes, samples }, null, 2)}\n`,
  );
  console.log(renderTables(samples, contestants, sizes));
  console.log(
    `Medians of ${rounds} interleaved rounds, ${connections} connections, ${options.operations.map((name) => `${name} ${requests[name]}`).join(', ')} requests a round.` +
      ` Node ${machine.node}, PostgreSQL ${machine.postgres}, ${machine.cores} × ${machine.cpu}.`,
  );
  note(`Written to ${file}`);
} catch (error) {
  note((error as Error).message);
  process.exitCode = 1;
} finally {
  await stopAll();
}

function load(generator: LoadGenerator, server: Server, operation: OperationName, amount: number) {
  const ids = operation === 'P1' ? database.companyIds : database.companyIds.slice(0, 1);
  const requests = ids.map((id) => server.contestant.request(operation, id));
  return generator.run({ origin: server.origin, requests, connections: options.connections, amount });
}

async function measure(
  generator: LoadGenerator,
  server: Server,
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

async function readDatabase({ databaseUrl, tenantId }: BenchOptions) {
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c app.tenant_id=${tenantId}` });
  await client.connect();
  try {
    // 200 companies from all over the tenant; the hash makes it the same 200 in every run.
    const { rows } = await client.query<{ id: string }>(
      'select id from company where tenant_id = $1 and deleted_at is null order by md5(id::text) limit 200',
      [tenantId],
    );
    if (rows.length < 200) {
      throw new Error(
        `Tenant ${tenantId} has ${rows.length} companies in this database, the bench needs 200. Check --tenant and --database-url, or run \`clientele seed\`.`,
      );
    }
    const server = await client.query<{ pid: number; version: string }>(
      "select pg_backend_pid() as pid, current_setting('server_version') as version",
    );
    const { pid, version } = server.rows[0]!;
    return { companyIds: rows.map(({ id }) => id), version, postmasterPid: findPostmaster(pid) };
  } finally {
    await client.end();
  }
}

async function stopAll(): Promise<void> {
  await Promise.allSettled(running.splice(0).map((one) => one.stop()));
}

/** Progress goes to stderr: stdout is the report. */
function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
