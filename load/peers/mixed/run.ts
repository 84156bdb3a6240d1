// One server through the whole trace: batches under load, each followed by a check at rest. What is measured is the load; every
// read of it is judged by the history, and a sample is asked again at rest and compared with a server that has no cache.
import { firstDifference } from '../answers.ts';
import { percentile } from '../numbers.ts';
import type { Counts, RunningProgram } from '../server-process.ts';
import { type Client, dataOf, type Played, type Read } from './client.ts';
import type { History } from './history.ts';
import { createTally, type Tally } from './hit-tally.ts';
import type { Operation } from './operations.ts';
import type { Batch, Unit } from './trace.ts';

export interface MixedSample {
  readonly server: string;
  readonly round: number;
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
  /** Asked again at rest, by Zipf, and how many differed from the truth. */
  readonly checked: number;
  readonly staleAtRest: number;
  /** Questions at rest whose stale answer the history let pass: of two overlapping writes it does not know which one stayed. */
  readonly unaccusedAtRest: number;
  /** Reads under load that showed what could no longer be, and those among them that followed a write of the same client to what they show. */
  readonly staleUnderLoad: number;
  readonly staleAfterOwnWrite: number;
  /** Of reads; of fields for Mercurius, which caches these. */
  readonly hitRatio: number;
  /** Share of the reads for which no root field was executed: hits, and those that waited for the same question of another client. */
  readonly unexecutedRatio: number;
  /** Of Clientele, which tells it in each answer. */
  readonly kinds: Tally['kinds'] | null;
  readonly cacheStatus: Readonly<Record<string, number>>;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPer1000: number;
  readonly databaseCpuPer1000: number | null;
  /** The first few of each kind, in words. */
  readonly examples: readonly string[];
}

export interface Run {
  readonly name: string;
  readonly round: number;
  readonly server: RunningProgram;
  readonly client: Client;
  /** The server without a cache on the same database. */
  readonly truth: Client;
  readonly history: History;
  readonly operations: readonly Operation[];
  readonly batches: readonly Batch[];
  readonly connections: number;
  /** CPU seconds of PostgreSQL; null if it runs elsewhere. */
  readonly databaseCpu: () => number | null;
}

export async function runTrace(run: Run): Promise<MixedSample> {
  const { server, client, history, connections } = run;
  const total = {
    requests: 0,
    reads: 0,
    seconds: 0,
    cpu: 0,
    databaseCpu: 0,
    checked: 0,
    staleAtRest: 0,
    unaccusedAtRest: 0,
    staleUnderLoad: 0,
    staleAfterOwnWrite: 0,
  };
  const counted = { executions: 0, fieldHits: 0, fieldMisses: 0 };
  const cacheStatus: Record<string, number> = {};
  const tally = createTally();
  const latenciesMs: number[] = [];
  const examples: string[] = [];
  for (const batch of run.batches) {
    const before = await measure(run);
    const played = await client.play(batch.units, connections, history);
    const after = await measure(run);
    const stale = judge(run, played);
    if (!batch.isWarmUp) {
      total.requests += played.latenciesMs.length;
      total.reads += played.reads.length;
      total.seconds += played.seconds;
      total.cpu += after.cpu - before.cpu;
      total.databaseCpu += (after.databaseCpu ?? Number.NaN) - (before.databaseCpu ?? Number.NaN);
      for (const name of ['executions', 'fieldHits', 'fieldMisses'] as const)
        counted[name] += (after.counts?.[name] ?? 0) - (before.counts?.[name] ?? 0);
      for (const read of played.reads) {
        const status = shortOf(read.cacheStatus);
        count(cacheStatus, status);
        tally.add(run.operations[read.operation]!.kind, status === 'hit');
      }
      for (const one of played.latenciesMs) latenciesMs.push(one);
      total.staleUnderLoad += stale.length;
      total.staleAfterOwnWrite += stale.filter(({ read }) => read.isOwn).length;
      examples.push(...stale.slice(0, 2).map(({ wrong }) => `under load: ${wrong}`));
    }
    const rest = await checkAtRest(run, batch.check);
    total.checked += batch.check.length;
    total.staleAtRest += rest.stale;
    total.unaccusedAtRest += rest.unaccused;
    examples.push(...rest.examples.slice(0, 2).map((text) => `at rest: ${text}`));
    history.settle(performance.now());
  }
  latenciesMs.sort((a, b) => a - b);
  const { reads, requests } = total;
  const fields = counted.fieldHits + counted.fieldMisses;
  const hits = tally.told();
  const hasCounts = (await server.counts()) !== null;
  const unexecuted = hasCounts
    ? 1 - counted.executions / reads
    : hits.hitRatio + sumOf(cacheStatus, (status) => status.endsWith('; collapsed')) / reads;
  return {
    server: run.name,
    round: run.round,
    requests,
    reads,
    writes: requests - reads,
    checked: total.checked,
    staleAtRest: total.staleAtRest,
    unaccusedAtRest: total.unaccusedAtRest,
    staleUnderLoad: total.staleUnderLoad,
    staleAfterOwnWrite: total.staleAfterOwnWrite,
    hitRatio: fields > 0 ? counted.fieldHits / fields : hasCounts ? unexecuted : hits.hitRatio,
    unexecutedRatio: unexecuted,
    kinds: hasCounts ? null : hits.kinds,
    cacheStatus,
    requestsPerSecond: requests / total.seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuPer1000: (total.cpu / requests) * 1000,
    databaseCpuPer1000: Number.isNaN(total.databaseCpu) ? null : (total.databaseCpu / requests) * 1000,
    examples: examples.slice(0, 12),
  };
}

async function measure({
  server,
  databaseCpu,
}: Run): Promise<{ cpu: number; databaseCpu: number | null; counts: Counts | null }> {
  return { cpu: await server.cpuSeconds(), databaseCpu: databaseCpu(), counts: await server.counts() };
}

function judge({ operations, history }: Run, { reads }: Played): { read: Read; wrong: string }[] {
  return reads.flatMap((read) => {
    const operation = operations[read.operation]!;
    const wrong = history.judge(operation, dataOf({ status: 200, body: read.body }, operation.document), read);
    return wrong === null ? [] : [{ read, wrong: `${operation.kind}: ${wrong}` }];
  });
}

/** Nothing is under way: an answer that differs from what the database says now is stale. */
async function checkAtRest(
  run: Run,
  drawn: readonly number[],
): Promise<{ stale: number; unaccused: number; examples: string[] }> {
  const { operations, connections } = run;
  const units: Unit[] = [...new Set(drawn)].map((operation) => ({ operation }));
  const told = await run.client.play(units, connections);
  const known = await run.truth.play(units, 4);
  const wrong = judge(run, known);
  if (wrong.length > 0) throw new Error(`The bench itself is wrong, or a write was lost: ${wrong[0]!.wrong}`);
  const trueBodies = new Map(known.reads.map(({ operation, body }) => [operation, body]));
  const differing = new Map<number, string>();
  for (const { operation, body } of told.reads) {
    const { document, kind } = operations[operation]!;
    const [is, should] = [body, trueBodies.get(operation)!].map((bytes) =>
      dataOf({ status: 200, body: bytes }, document),
    );
    const difference = firstDifference(should, is);
    if (difference) differing.set(operation, `${kind}: ${difference}`);
  }
  const accused = judge(run, told);
  const unfounded = accused.find(({ read }) => !differing.has(read.operation));
  if (unfounded) throw new Error(`The bench itself is wrong, it accuses a true answer: ${unfounded.wrong}`);
  return {
    stale: drawn.filter((operation) => differing.has(operation)).length,
    unaccused: differing.size - accused.length, // each question is asked once
    examples: [...differing.values()],
  };
}

/** `clientele; hit; ttl=9` is hit, `clientele; fwd=miss; stored` is fwd=miss; who waited for the same question is told apart. */
function shortOf(cacheStatus: string): string {
  const [, status = 'none', ...details] = cacheStatus.split(';').map((part) => part.trim());
  return details.includes('collapsed') ? `${status}; collapsed` : status;
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function sumOf(counts: Readonly<Record<string, number>>, isMeant: (name: string) => boolean): number {
  return Object.entries(counts).reduce((sum, [name, amount]) => sum + (isMeant(name) ? amount : 0), 0);
}
