// A million deliveries under faults, each accounted for: node test/long/live.ts [million deliveries] [seed]
// Writers count their commits of each record in the record itself, some in long transactions, some rolled back. Subscribers by stream, socket
// and page, at an origin and through an edge, some of whom see their own records only, are dropped and go on from their last cursors,
// while processes are killed, connections break and Redis ends. In the end each must have heard of every commit that it may see, once by
// its id and in order for each record, and of nothing else.
import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import { openEdgeLine } from '../support/edge-line.ts';
import { edgeArgs, edgeEnvironment, originArgs, originEnvironment } from '../support/edge-processes.ts';
import { faultsOf, hasAll, type Subscriber, subscribe, write } from '../support/live-ledger.ts';
import { createAsker, createCaller } from '../support/nodes.ts';
import { startOwnPostgres } from '../support/nodes-postgres.ts';
import { createProcesses } from '../support/processes.ts';
import { createRandom } from '../support/random.ts';
import { startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const millions = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9));
if (!(millions > 0) || !Number.isSafeInteger(seed))
  throw new Error('usage: node test/long/live.ts [million deliveries] [seed]');

const recordsEach = 12;
const writersOfOurs = 6;
const tellEveryMs = 10_000;
/** Writers wait for subscribers who lack more than this: without an end to what they lack there would be no end to the run. */
const mostBehind = 5_000;
/** So long nobody is told anything: nothing more will come. */
const silenceMs = 120_000;
const startedWithinMs = 300_000;
const number = (value: number) => Math.round(value).toLocaleString('en');

const postgres = await startOwnPostgres();
const redis = await startOwnRedis();
const stores = { databaseUrl: postgres.url, redisUrl: redis.url };
const processes = createProcesses();
// Not /readyz, which tells that answers from the cache would be fresh: subscribers ask for none.
const readyAt = '/livez';
const origin = await processes.start({ name: 'origin', args: originArgs, env: originEnvironment(stores), readyAt });
const line = await openEdgeLine(origin.port);
const edge = await processes.start({ name: 'edge', args: edgeArgs, env: edgeEnvironment(line.url, stores), readyAt });
const pool = createPool({ url: postgres.url, role: 'none', max: writersOfOurs + 3 });
const asker = createAsker();
const chance = createRandom(seed);

/** Users with records of their own, and records of nobody. */
async function createRecords(tenantId: string, users: readonly (string | null)[]): Promise<Map<string, string | null>> {
  const [pipeline, stage] = [newId(), newId()];
  await pool.query(`insert into pipeline (tenant_id, id, name) values ($1, $2, 'Sales')`, [tenantId, pipeline]);
  await pool.query(`insert into stage (tenant_id, id, pipeline_id, name) values ($1, $2, $3, 'Open')`, [
    ...[tenantId, stage, pipeline],
  ]);
  const owners = new Map<string, string | null>();
  for (const user of users) {
    if (user)
      await pool.query('insert into "user" (tenant_id, id, name, email) values ($1, $2, $3, $4)', [
        ...[tenantId, user, user, `${user}@staff.test`],
      ]);
    for (let count = 0; count < recordsEach; count++) {
      const id = newId();
      await pool.query(
        `insert into deal (tenant_id, id, name, pipeline_id, stage_id, status, owner_id) values ($1, $2, 'ledger', $3, $4, 'OPEN', $5)`,
        [tenantId, id, pipeline, stage, user],
      );
      owners.set(id, user);
    }
  }
  return owners;
}

const [ours, theirs] = [await createTenant(postgres.url, 'Ours'), await createTenant(postgres.url, 'Theirs')];
const users = [newId(), newId()] as const;
const owners = await createRecords(ours.id, [...users, null]);
const foreign = await createRecords(theirs.id, [null]);
const asked = await asker.ask(origin, { key: ours.key, query: '{ changes { pageInfo { endCursor } } }' });
const start = (JSON.parse(asked.text) as { data: { changes: { pageInfo: { endCursor: string } } } }).data.changes
  .pageInfo.endCursor;
const sights = [
  { key: ours.key, sees: () => true },
  ...(await Promise.all(
    users.map(async (userId) => ({
      key: (await createCaller(postgres.url, ours.id, ['deals:read'], { visibility: 'own', userId })).key,
      sees: (id: string) => owners.get(id) === userId,
    })),
  )),
];
type Sight = (typeof sights)[number];

const subscribers: { readonly subscriber: Subscriber; readonly sight: Sight }[] = [];
for (let nth = 0; nth < 30; nth++) {
  // Most of them see everything.
  const sight = sights[nth % 5 < 3 ? 0 : 1 + (nth % 2)]!;
  const node = nth % 3 === 0 ? edge : origin;
  const by = (['events', 'socket', 'events', 'socket', 'pages'] as const)[nth % 5]!;
  const name = `${nth} by ${by} at ${node.name}, who sees ${sight === sights[0] ? 'all' : 'its own'}`;
  subscribers.push({ subscriber: subscribe(name, () => node.url, sight.key, start, by), sight });
}

async function restart(of: typeof origin, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  await of.end(signal);
  await pause(chance.below(500));
  // A machine that is busy with other things takes its time, and the run is long.
  await of.start().catch(() => until(of.isReady, { withinMs: startedWithinMs, what: `that ${of.name} is back` }));
}

async function broken(how: 'cut' | 'hold'): Promise<void> {
  line[how]();
  await pause(100 + chance.below(2_000));
  line.mend();
}

/** Each is over before the next begins. */
const accidents: Readonly<Record<string, () => Promise<unknown>>> = {
  'SIGKILL of the origin': () => restart(origin, 'SIGKILL'),
  'SIGTERM of the origin': () => restart(origin, 'SIGTERM'),
  'SIGKILL of the edge': () => restart(edge, 'SIGKILL'),
  'SIGSTOP of the origin': async () => {
    origin.pause();
    await pause(100 + chance.below(2_000));
    origin.resume();
  },
  'SIGKILL of Redis': async () => {
    await redis.kill();
    await pause(chance.below(1_000));
    await redis.restart();
  },
  'the line to the edge is cut': () => broken('cut'),
  'the line to the edge holds': () => broken('hold'),
  'connections to the edge break': async () => line.break(),
  'the connection of the feed ends': () =>
    pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'clientele change feed'`,
    ),
  'subscribers leave': async () => {
    for (const { subscriber } of subscribers) if (chance.below(2) === 0) subscriber.drop();
  },
};

const committed = new Map<string, number>();
const committedByThem = new Map<string, number>();
let isOver = false;
process.once('SIGINT', () => (isOver = true));
const told = () => subscribers.reduce((sum, { subscriber }) => sum + subscriber.told, 0);
const seenBy = ({ sees }: Sight) => new Map([...committed].filter(([id]) => sees(id)));
const lacking = ({ subscriber, sight }: (typeof subscribers)[number]) =>
  [...seenBy(sight).values()].reduce((sum, count) => sum + count, -subscriber.ids.size);
let mostLacking = 0;
const looking = setInterval(() => {
  mostLacking = Math.max(...subscribers.map(lacking));
}, 250).unref();
const turn = async () => {
  while (mostLacking > mostBehind && !isOver) await pause(50);
};
const beganMs = performance.now();
const elapsed = () => `${((performance.now() - beganMs) / 1_000).toFixed(0)} s`;
const happened = new Map<string, number>();
let failure = '';
try {
  console.log(`${millions} million deliveries from seed ${seed}`);
  const writing = [
    ...Array.from({ length: writersOfOurs }, (_, nth) =>
      write(pool, [...owners.keys()], createRandom(seed + nth), committed, () => isOver, turn),
    ),
    write(pool, [...foreign.keys()], createRandom(seed + 100), committedByThem, () => isOver, turn),
  ];
  let left: string[] = [];
  for (let toldMs = performance.now(); told() < millions * 1e6 && !isOver; ) {
    await pause(500 + chance.below(3_000));
    if (left.length === 0) left = chance.shuffle(Object.keys(accidents));
    const accident = left.pop()!;
    await accidents[accident]!();
    happened.set(accident, (happened.get(accident) ?? 0) + 1);
    if (performance.now() - toldMs < tellEveryMs) continue;
    toldMs = performance.now();
    console.log(
      `${elapsed()}: ${number(told())} deliveries, ${number(mostLacking)} lacking at most; last: ${accident}`,
    );
  }
  isOver = true;
  await Promise.all(writing);
  const isThere = ({ subscriber, sight }: (typeof subscribers)[number]) => hasAll(subscriber, seenBy(sight));
  // Whoever is behind is told all the same; if there is silence, faults tell what is missing.
  for (let heard = -1; heard < told() && !subscribers.every(isThere); ) {
    heard = told();
    await until(() => subscribers.every(isThere), { withinMs: silenceMs }).catch(() => {});
  }
  const faults = subscribers.flatMap(({ subscriber, sight }) => faultsOf(subscriber, seenBy(sight)));
  const commits = [...committed.values()].reduce((sum, count) => sum + count, 0);
  const heard = subscribers.reduce((sum, { subscriber }) => sum + subscriber.ids.size, 0);
  const counts = { lost: 0, foreign: 0, 'out of order': 0 };
  for (const { kind, count } of faults) counts[kind] += count;
  console.log([...happened].map(([name, count]) => `${name} ${count}`).join(', '));
  console.log(
    `${number(told())} deliveries of ${number(commits)} changes to ${subscribers.length} subscribers in ${elapsed()}; told again after a cut ${number(told() - heard)} · lost ${counts.lost} · foreign ${counts.foreign} · out of order ${counts['out of order']}`,
  );
  failure = faults
    .slice(0, 5)
    .map(({ text }) => text)
    .join('\n');
} finally {
  isOver = true;
  clearInterval(looking);
  await Promise.all(subscribers.map(({ subscriber }) => subscriber.stop()));
  asker.stop();
  await pool.end();
  await processes.stop().catch((error: Error) => {
    failure += `\n${error.message}`;
  });
  await line.stop();
  await redis.stop();
  await postgres.stop();
}
if (failure) {
  console.error(failure);
  process.exitCode = 1;
}
