// The bench of hits: what an answer costs that is in memory already, beside a server that does nothing but send it. Every answer is
// compared with the others' before anything is measured, and its length with what was compared in every request of the load.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { firstDifference } from './answers.ts';
import { type CachedContestant, cachedEdge, cachedOurs, cachedPeer, originOfEdge } from './cached-peers.ts';
import type { HttpRequest } from './contestants.ts';
import { ask, requestsOf } from './hits/operations.ts';
import { readOptions, type ServerName } from './hits/options.ts';
import { type HitSample, renderHits } from './hits/report.ts';
import { startLoadGenerator } from './load.ts';
import type { OperationName } from './operations.ts';
import { startPrivateRedis } from './private-redis.ts';
import { describe, describeMachine, note, writeResults } from './results.ts';
import { readSeeded } from './seeded.ts';
import { type Server, startServer } from './server-process.ts';
import { createStack } from './stack.ts';

type Lengths = ReadonlyMap<OperationName, readonly number[]>;

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
  const requests = new Map(
    options.operations.map((operation) => [operation, requestsOf(operation, seeded.ownedIds, options.apiKey)]),
  );
  const redis = stack.push(await startPrivateRedis());
  // Nothing is written, so nothing needs to expire in a run.
  const setting = { databaseUrl: options.databaseUrl, redisUrl: redis.url, ttlSeconds: 86_400 };
  const answersFile = stack.push(temporaryFile());
  const contestants: CachedContestant[] = [];
  for (const name of options.servers) {
    if (name !== 'ours-edge') contestants.push(contestantOf(name, setting, answersFile.path));
    else contestants.push(cachedEdge(options, stack.push(await startServer(originOfEdge(options, setting))).origin));
  }

  const teller = await startServer(cachedPeer('truth', options, setting));
  stack.push(teller);
  const truth = new Map(
    await Promise.all(
      [...requests].map(async ([operation, asked]) => {
        return [operation, await Promise.all(asked.map((request) => ask(teller, request)))] as const;
      }),
    ),
  );
  writeFileSync(
    answersFile.path,
    JSON.stringify([...requests].flatMap(([operation, asked]) => pairs(asked, truth.get(operation)!))),
  );
  await stack.drop(teller);

  const servers: { server: Server<CachedContestant>; lengths: Lengths }[] = [];
  for (const contestant of contestants) {
    const server = stack.push(await startServer(contestant));
    const lengths = new Map<OperationName, number[]>();
    for (const [operation, asked] of requests)
      lengths.set(operation, await lengthsOf(server, asked, truth.get(operation)!));
    servers.push({ server, lengths });
  }
  note(`Answers of ${servers.length} servers are equal, the first time and from their caches.`);

  const generator = stack.push(startLoadGenerator());
  const load = (
    { server, lengths }: (typeof servers)[number],
    operation: OperationName,
    connections: number,
    share: number,
  ) =>
    generator.run({
      origin: server.origin,
      requests: requests.get(operation)!,
      lengths: lengths.get(operation)!,
      connections,
      amount: Math.ceil(options.requests * share),
      seconds: options.seconds * share,
    });

  const samples: HitSample[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const operation of options.operations) {
      for (const connections of options.connections) {
        for (let turn = 0; turn < servers.length; turn++) {
          const one = servers[(turn + round) % servers.length]!;
          const { server } = one;
          // The engine drops code of a process that waits; the first time it has none.
          await load(one, operation, connections, round === 0 ? 0.6 : 0.2);
          const countsBefore = await server.counts();
          const before = await server.cpuSeconds();
          const result = await load(one, operation, connections, 1);
          const cpuSeconds = (await server.cpuSeconds()) - before;
          const countsAfter = await server.counts();
          const executions = countsBefore && countsAfter ? countsAfter.executions - countsBefore.executions : null;
          const { name } = server.contestant;
          samples.push({
            server: name,
            operation,
            connections,
            round,
            requests: result.amount,
            cpuPer1000: (cpuSeconds / result.amount) * 1000,
            requestsPerSecond: result.amount / result.seconds,
            p50Ms: result.p50Ms,
            p99Ms: result.p99Ms,
            hitRatio:
              name === 'raw'
                ? null
                : executions === null
                  ? result.hits / result.amount
                  : 1 - executions / result.amount,
            generatorLoad: result.generatorCpuSeconds / result.seconds,
          });
        }
      }
    }
    note(`Round ${round + 1} of ${options.rounds} is done.`);
  }

  const machine = describeMachine(seeded.version);
  const bytes = new Map([...truth].map(([operation, told]) => [operation, Buffer.byteLength(told[0]!.text)]));
  const { rounds, seconds } = options;
  writeResults('hits-', { machine, rounds, seconds, samples });
  console.log(renderHits(samples, contestants, bytes));
  console.log(`Medians of ${rounds} interleaved rounds of ${seconds} s each. ${describe(machine)}`);
}

function contestantOf(
  name: Exclude<ServerName, 'ours-edge'>,
  setting: Parameters<typeof cachedOurs>[1],
  answersFile: string,
): CachedContestant {
  if (name === 'ours') return cachedOurs(options, setting);
  if (name !== 'raw') return cachedPeer(name, options, setting);
  return {
    name,
    title: 'raw node:http',
    args: [resolve(import.meta.dirname, 'servers/raw.ts')],
    env: { ANSWERS_FILE: answersFile, DATABASE_URL: options.databaseUrl, TENANT_ID: options.tenantId },
  };
}

function pairs(asked: readonly HttpRequest[], told: readonly { readonly text: string }[]) {
  return asked.map(({ body }, at) => [body, told[at]!.text] as const);
}

/** Asked twice: once of the database, once of the cache. Both answers must be what the server without a cache says. */
async function lengthsOf(
  server: Server<CachedContestant>,
  asked: readonly HttpRequest[],
  truth: readonly { readonly value: unknown }[],
): Promise<number[]> {
  const lengths: number[] = [];
  for (const [at, request] of asked.entries()) {
    for (const time of ['first', 'second']) {
      const { text, value } = await ask(server, request);
      const difference = firstDifference(truth[at]!.value, value);
      if (difference)
        throw new Error(`The ${time} answer of ${server.contestant.name} to ${request.body} differs at ${difference}`);
      lengths[at] = Buffer.byteLength(text);
    }
  }
  return lengths;
}

function temporaryFile(): { readonly path: string; stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-hits-'));
  return { path: join(folder, 'answers.json'), stop: async () => rmSync(folder, { recursive: true, force: true }) };
}
