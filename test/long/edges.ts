// Millions of reads at three edges under faults, each checked: node test/long/edges.ts [million reads] [seed]
// A read that began at t shows at least the newest version whose commit was acknowledged before t - 1 s; one with the token of a write, that
// write; nothing of another tenant, ever. Origin and edges are processes; PostgreSQL and Redis are of this run alone.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import { createAccidents } from '../support/edge-accidents.ts';
import { createCuts, cutsIn } from '../support/edge-cuts.ts';
import { metricOf, startFleet, untilBlind, untilLive } from '../support/edge-processes.ts';
import type { ReadersData, ReadersReport, ReadersTenant, ToReaders } from '../support/edge-readers.ts';
import { createEdgeWriters } from '../support/edge-writers.ts';
import { createAsker } from '../support/nodes.ts';
import { startOwnPostgres } from '../support/nodes-postgres.ts';
import { onServer } from '../support/postgres.ts';
import type { RunningProcess } from '../support/processes.ts';
import { createRandom } from '../support/random.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const millions = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
if (!(millions > 0) || !Number.isSafeInteger(seed))
  throw new Error('usage: node test/long/edges.ts [million reads] [seed]');

const tenantCount = 3;
const registersEach = 8;
const tellEveryMs = 10_000;
/** An edge that is cut off serves from its cache no longer. */
const longestUnseenMs = 1_100;
/** 25 tags each. */
const missedChanges = 5_000;

async function createTenants(databaseUrl: string): Promise<ReadersTenant[]> {
  const tenants: ReadersTenant[] = [];
  for (let nth = 0; nth < tenantCount; nth++) {
    const { id: tenantId, key } = await createTenant(databaseUrl, `Tenant ${nth}`);
    const list = newId();
    const registers = Array.from({ length: registersEach }, (_, each) => ({
      id: newId(),
      title: `secret of tenant ${nth}, register ${each}`,
    }));
    await onServer(databaseUrl, async (sql) => {
      await sql.query(`insert into company (tenant_id, id, name) values ($1, $2, 'List')`, [tenantId, list]);
      for (const { id, title } of registers)
        await sql.query(
          `insert into contact (tenant_id, id, last_name, title, company_id) values ($1, $2, 'Register', $3, $4)`,
          [tenantId, id, title, list],
        );
    });
    tenants.push({ key, list, registers });
  }
  return tenants;
}

const number = (value: number) => value.toLocaleString('en');
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const postgres = await startOwnPostgres();
const redis = await startOwnRedis();
const fleet = await startFleet({ databaseUrl: postgres.url, redisUrl: redis.url });
const asker = createAsker();
const tenants = await createTenants(postgres.url);
const shared = createCuts(fleet.edges.length);
const data: ReadersData = { ports: fleet.edges.map(({ port }) => port), seed, tenants, cuts: shared };
const readers = new Worker(new URL('../support/edge-readers.ts', import.meta.url), { workerData: data });
const tell = (message: ToReaders) => readers.postMessage(message);

async function report(): Promise<ReadersReport> {
  tell({ kind: 'tell' });
  const [told] = await once(readers, 'message');
  return told as ReadersReport;
}

/** The last register of the first tenant is never written to. */
const written = Array.from({ length: tenantCount * registersEach }, (_, nth) => nth).filter(
  (nth) => nth !== registersEach - 1,
);
const writers = createEdgeWriters({
  databaseUrl: postgres.url,
  nodes: fleet.nodes,
  asker,
  tenants,
  written,
  onCommit: (commit) => tell({ kind: 'commit', ...commit }),
});
const accidents = createAccidents({ fleet, postgres, redis, chance: createRandom(seed + 1), cuts: cutsIn(shared) });

/** What an edge that was away has to take in at once, and how long that takes. */
async function missMany(): Promise<number> {
  const columns = ['title', 'owner_id', 'company_id', 'version', 'updated_at', 'amount', 'currency', 'status'];
  const [edge, other] = fleet.edges;
  const known = (node: RunningProcess) => metricOf(node, 'clientele_feed_changes_total');
  fleet.lines[0]!.cut();
  const before = await known(fleet.origin);
  await untilBlind(edge!);
  await onServer(postgres.url, (sql) =>
    sql.query(
      `insert into change (tenant_id, type, id, op, before, after)
       select t.id, 'deal', gen_random_uuid(), 'update', image, image
       from (select id from tenant limit 1) t, generate_series(1, $1) n,
         lateral (select jsonb_object_agg(name, gen_random_uuid()) as image from unnest($2::text[]) name where n > 0) i`,
      [missedChanges, columns],
    ),
  );
  // The origin has long known what this edge has missed.
  const isKnown = async () => (await known(fleet.origin)) >= before + missedChanges;
  await until(isKnown, { withinMs: 30_000 });
  await untilLive(other!);
  const backMs = monotonicMs();
  fleet.lines[0]!.mend();
  await untilLive(edge!);
  return monotonicMs() - backMs;
}

let isOver = false;
// Ctrl-C ends it with what was seen until then.
process.once('SIGINT', () => (isOver = true));
readers.once('error', (error) => {
  console.error(error);
  process.exitCode = 1;
  isOver = true;
});
const began = monotonicMs();
let failure = '';
try {
  console.log(`${millions} million reads from seed ${seed}`);
  const chance = createRandom(seed + 2);
  const writing = [1, 2, 3, 4, 5, 6].flatMap((nth) => [
    writers.session(createRandom(seed + 10 * nth), () => isOver),
    ...(nth < 3 ? [writers.operator(createRandom(seed + 100 * nth), () => isOver)] : []),
  ]);
  let told = await report();
  const happened = new Map<string, number>();
  for (
    let toldMs = monotonicMs();
    told.reads < millions * 1e6 && told.samples.length + writers.counts.defects.length === 0 && !isOver;
  ) {
    await pause(3_000 + chance.below(12_000));
    const accident = await accidents.next();
    happened.set(accident, (happened.get(accident) ?? 0) + 1);
    told = await report();
    if (monotonicMs() - toldMs < tellEveryMs) continue;
    toldMs = monotonicMs();
    console.log(
      `${seconds(toldMs - began)}: ${number(told.reads)} reads, ${number(told.hits)} hits, ${number(told.away)} refused, oldest ${seconds(told.behindMs)}, ${number(writers.counts.mutations)} mutations; last: ${accident}`,
    );
  }
  isOver = true;
  await Promise.all(writing);
  for (const edge of fleet.edges) await untilLive(edge, 60_000);
  told = await report();
  await readers.terminate();
  const missedMs = await missMany();
  const { mutations, statements, tokenReads, staleAfterToken, defects } = writers.counts;
  console.log([...happened].map(([name, count]) => `${name} ${count}`).join(', '));
  console.log(
    `${number(mutations)} mutations and ${number(statements)} statements; ${number(told.hits)} hits; ${number(told.tokenReads + tokenReads)} reads with a token; oldest ${seconds(told.behindMs)}; ${number(25 * missedChanges)} tags missed: live after ${seconds(missedMs)}; ${seconds(monotonicMs() - began)} in all`,
  );
  console.log(
    `reads ${number(told.reads + tokenReads)} · stale>1s ${told.stale} · stale after token ${told.staleAfterToken + staleAfterToken} · foreign ${told.foreign} · 5xx ${number(told.away + writers.counts.refused)} (away) · blind after max ${seconds(told.blindAfterMs)} · recovered max ${seconds(told.recoveredMs)}`,
  );
  const isLate = told.blindAfterMs > longestUnseenMs;
  failure = [...told.samples, ...defects, ...(isLate ? ['an edge did not go blind in time'] : [])]
    .slice(0, 5)
    .join('\n');
} finally {
  isOver = true;
  await readers.terminate();
  asker.stop();
  await fleet.stop().catch((error: Error) => {
    failure += `\n${error.message}`;
  });
  await redis.stop();
  await postgres.stop();
}
if (failure) {
  console.error(failure);
  process.exitCode = 1;
}
