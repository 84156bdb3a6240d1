// What capturing changes costs writers: the same writes, from 16 connections, to two databases of which one has no capture on
// the table, in slices that take turns, so that what else the machine does meets both alike. Prints medians of the pairs.
// node load/capture.ts [--slices 30] [--seconds 0.7] [--writers 16]; DATABASE_URL: a superuser's, else a throw-away server.
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import '../src/crm/index.ts';
import { create, lock, store } from '../src/crm/write.ts';
import { migrate } from '../src/db/migrate.ts';
import { createPool, type Pool } from '../src/db/pool.ts';
import { allTables } from '../src/db/table.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { type Transaction, write } from '../src/db/transaction.ts';
import { newId } from '../src/lib/uuid.ts';
import { median, quantile } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    slices: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '0.7' },
    writers: { type: 'string', default: '16' },
    /** Rows that are there before. */
    rows: { type: 'string', default: '20000' },
  },
});
const [slices, seconds, writers, rows] = [options.slices, options.seconds, options.writers, options.rows].map(
  Number,
) as [number, number, number, number];

const tenantId = newId();
const contact = allTables().find(({ name }) => name === 'contact')!;
const batch = 50;

interface Side {
  readonly pool: Pool;
  readonly ids: readonly string[];
  readonly pids: () => Promise<number[]>;
  stop(): Promise<void>;
}

const phone = () => `+49 30 ${Math.floor(Math.random() * 1e9)}`;
const pick = (length: number) => Math.floor(Math.random() * length);

/** As the API does it: lock and read the row, write what differs. */
async function updateOne(tx: Transaction, { ids }: Side): Promise<void> {
  const row = await lock(tx, contact, ids[pick(ids.length)]!);
  await store(tx, contact, row.id, { phone: phone() });
}

async function insertOne(tx: Transaction): Promise<void> {
  const input = { firstName: 'Ada', lastName: `L${pick(1e6)}`, email: `${pick(1e9)}@example.com`, phone: phone() };
  await create(tx, contact, { ...input, title: 'Head of Engineering', city: 'Berlin', country: 'Germany' });
}

async function updateBatch(tx: Transaction, { ids }: Side): Promise<void> {
  const from = pick(Math.floor(ids.length / batch)) * batch;
  await tx.query({
    text: 'update contact set phone = $3, version = version + 1, updated_at = now() where tenant_id = $1 and id = any ($2::uuid[])',
    values: [tenantId, ids.slice(from, from + batch), phone()],
  });
}

const workloads: Readonly<Record<string, (tx: Transaction, side: Side) => Promise<void>>> = {
  'update one by id': updateOne,
  'insert one': insertOne,
  [`update ${batch} in one statement`]: updateBatch,
};

/** Writes a second, and CPU milliseconds of PostgreSQL a write if its processes run here. */
async function slice(side: Side, work: (tx: Transaction, side: Side) => Promise<void>): Promise<[number, number]> {
  const pids = await side.pids();
  const [cpuBefore, began] = [cpuMs(pids), performance.now()];
  const until = began + seconds * 1000;
  let done = 0;
  const writer = async () => {
    while (performance.now() < until) {
      await write(side.pool, tenantId, (tx) => work(tx, side));
      done++;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return [(done * 1000) / (performance.now() - began), (cpuMs(pids) - cpuBefore) / done];
}

function cpuMs(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
    } catch {
      return Number.NaN; // of another machine
    }
  }
  return sum;
}

async function openSide(serverUrl: string, name: string, isCaptured: boolean): Promise<Side> {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
  const ids = Array.from({ length: rows }, newId);
  await admin.query(
    `insert into contact (tenant_id, id, first_name, last_name, email, phone, title, city, country)
     select $1, id, 'First', 'Last ' || n, n || '@example.com', '+49 30 ' || n, 'Head of ' || n % 50, 'Berlin', 'Germany' from unnest($2::uuid[]) with ordinality r (id, n)`,
    [tenantId, ids],
  );
  if (!isCaptured) {
    for (const each of ['insert', 'update', 'delete', 'truncate'])
      await admin.query(`alter table contact disable trigger capture_${each}`);
  }
  await admin.query('vacuum analyze');
  const pool = createPool({ url: url.href, max: writers });
  const pids = async () => {
    const { rows: found } = await admin.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const here = new Set(readdirSync('/proc').map(Number));
    return found.map(({ pid }) => pid).filter((pid) => here.has(pid));
  };
  return { pool, ids, pids, stop: async () => void (await Promise.all([pool.end(), admin.end()])) };
}

async function main(serverUrl: string): Promise<void> {
  const names = ['plain', 'captured'].map((of) => `capture_${of}_${process.pid}`) as [string, string];
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    for (const name of names) await server.query(`create database ${name} template template0`);
    const plain = await openSide(serverUrl, names[0], false);
    const captured = await openSide(serverUrl, names[1], true);
    console.log(`${writers} writers, ${slices} pairs of slices of ${seconds} s; medians (quartiles)`);
    for (const [name, work] of Object.entries(workloads)) {
      const ratios: number[] = [];
      const cpuRatios: number[] = [];
      const rates: [number, number][] = [];
      for (let turn = -1; turn < slices; turn++) {
        const order = turn % 2 === 0 ? [plain, captured] : [captured, plain];
        const results = [await slice(order[0]!, work), await slice(order[1]!, work)];
        const [without, with_] = (turn % 2 === 0 ? results : results.toReversed()) as [
          [number, number],
          [number, number],
        ];
        if (turn < 0) continue; // plans and caches are warm from here on
        rates.push([without[0], with_[0]]);
        ratios.push(1 - with_[0] / without[0]);
        cpuRatios.push(1 - without[1] / with_[1]);
      }
      const percent = (values: readonly number[]) =>
        `${(quantile(values, 0.5) * 100).toFixed(1)} % (${(quantile(values, 0.25) * 100).toFixed(1)}–${(quantile(values, 0.75) * 100).toFixed(1)})`;
      const rate = (at: 0 | 1) => median(rates.map((pair) => pair[at])).toFixed(0);
      console.log(
        `${name}: ${rate(0)}/s without, ${rate(1)}/s with; throughput lost ${percent(ratios)}; share of PostgreSQL's CPU ${percent(cpuRatios)}`,
      );
    }
    await Promise.all([plain.stop(), captured.stop()]);
  } finally {
    for (const name of names) await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
}

const given = process.env['DATABASE_URL'];
const server = given ? { url: given, stop: async () => undefined } : await startThrowawayPostgres();
try {
  await main(server.url);
} finally {
  await server.stop();
}
