// Pages of two subgraphs at three edges, all of them processes that stand still, are cut off and killed under load: what a read shows
// of either subgraph is at most a second behind what was committed there before it began (docs/subgraphs.md).
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant } from '../support/api.ts';
import { type FederatedFleet, startFederatedFleet } from '../support/federated-fleet.ts';
import { createAsker } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRandom } from '../support/random.ts';
import { createReadLedger, monotonicMs } from '../support/read-ledger.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const boundMs = 1_000;
const companies = 4;

let databases: readonly TestDatabase[];
let redis: TestRedis;
let fleet: FederatedFleet;
let crm: pg.Pool;
let books: pg.Pool;
const asker = createAsker();
const random = createRandom(20_261_123);

beforeAll(async () => {
  databases = [await createTestDatabase(), await createTestDatabase()];
  redis = await startRedis();
  const [crmUrl, ledgerUrl] = databases.map(({ url }) => url) as [string, string];
  [crm, books] = [crmUrl, ledgerUrl].map((connectionString) => new pg.Pool({ connectionString, max: 2 })) as [
    pg.Pool,
    pg.Pool,
  ];
  fleet = await startFederatedFleet({ crmUrl, ledgerUrl, redisUrl: redis.url });
});

afterAll(async () => {
  asker.stop();
  await Promise.all([crm?.end(), books?.end()]);
  await fleet?.stop();
  await redis?.stop();
  for (const database of databases ?? []) await database.drop();
});

interface Page {
  readonly name: string;
  readonly invoices: { readonly nodes: readonly { readonly total: { readonly minor: number } }[] } | null;
}

it('no page is more than a second behind either subgraph, whatever becomes of processes and lines', async () => {
  const { billing, line, edges } = fleet;
  const { id: tenantId, key } = await createTenant(databases[0]!.url, 'Ours');
  const ids = Array.from({ length: companies }, newId);
  for (const id of ids) {
    await crm.query(`insert into company (tenant_id, id, name) values ($1, $2, '0')`, [tenantId, id]);
    await books.query(
      `insert into billing.invoice (tenant_id, id, company_id, number, status, currency, total_minor, issued_on, due_on)
       values ($1, $2, $3, $4, 'sent', 'USD', 0, '2026-01-01', '2026-02-01')`,
      [tenantId, newId(), id, `A-${id}`],
    );
  }
  // Registers 0 to 3 are names in the CRM, 4 to 7 sums in billing.
  const ledger = createReadLedger(2 * companies);
  const stale: string[] = [];
  const counts = { writes: 0, reads: 0, hits: 0, partial: 0, refused: 0 };
  let isOver = false;
  /** Of billing: what was written past its triggers, and whether its writer waits meanwhile. */
  let past = 0;
  let isHeld = false;
  let isWaiting = false;

  async function write(register: number, version: number): Promise<void> {
    const isName = register < companies;
    const id = ids[register % companies];
    if (isName) await crm.query('update company set name = $2 where id = $1', [id, String(version)]);
    else await books.query('update billing.invoice set total_minor = $2 where company_id = $1', [id, version]);
    ledger.note({ register, version, ackMs: monotonicMs() });
    counts.writes++;
  }

  async function writer(first: number): Promise<void> {
    const registers = [0, 1, 2, 3].map((each) => first + each);
    for (let version = 1; !isOver; version++) {
      for (const register of registers) await write(register, version + (register < companies ? 0 : past));
      await pass(100 + random.below(200));
      isWaiting = first === companies && isHeld;
      await until(() => isOver || !isWaiting || !isHeld, { withinMs: 20_000 });
    }
  }

  /** As when a dump is loaded: its operator begins a new epoch. */
  async function writePastTriggers(): Promise<void> {
    isHeld = true;
    await until(() => isWaiting, { what: 'that billing is not written otherwise' });
    past = 1_000_000;
    const client = await books.connect();
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query('update billing.invoice set total_minor = $1', [past]);
    await client.query('commit');
    client.release();
    await books.query('update billing.feed set epoch = epoch + 1');
    for (let at = 0; at < companies; at++)
      ledger.note({ register: companies + at, version: past, ackMs: monotonicMs() });
    isHeld = false;
  }

  async function reader(nth: number): Promise<void> {
    const query = 'query ($id: ID!) { company(id: $id) { name invoices(first: 1) { nodes { total { minor } } } } }';
    const edge = edges[nth % edges.length]!;
    while (!isOver) {
      const at = random.below(companies);
      const fromMs = monotonicMs();
      const reply = await asker.ask(edge, { key, query, variables: { id: ids[at] } }).catch(() => null);
      counts.reads++;
      if (reply?.status !== 200) {
        counts.refused++;
        await pass(20);
        continue;
      }
      if (/hit/.test(String(reply.headers['cache-status']))) counts.hits++;
      const { company } = JSON.parse(reply.text).data as { company: Page | null };
      if (!company?.invoices) counts.partial++;
      const seen = [
        [at, Number(company?.name)],
        [companies + at, company?.invoices?.nodes[0]?.total.minor],
      ] as const;
      for (const [register, version] of seen) {
        if (version === undefined || Number.isNaN(version)) continue;
        const least = ledger.leastAt(register, fromMs - boundMs);
        if (version < least)
          stale.push(
            `${edge.name} showed ${version} of register ${register}, and ${least} was known for a second: ${reply.headers['cache-status']}`,
          );
      }
      await pass(1);
    }
  }

  const running = [writer(0), writer(companies), ...Array.from({ length: 6 }, (_, nth) => reader(nth))];
  const more = (what: string) => {
    const { hits, writes } = counts;
    return until(() => counts.hits > hits + 20 && counts.writes > writes + 20, {
      withinMs: 20_000,
      what: `hits and writes ${what}`,
    }).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(counts)}`);
    });
  };
  try {
    await more('at all');
    billing.pause();
    await pass(1_500);
    billing.resume();
    await more('after billing stood still');
    line.swallow();
    await pass(1_500);
    line.mend();
    await more('after the line to billing was half open');
    await billing.end('SIGKILL');
    await pass(300);
    await billing.start();
    await more('after billing was killed');
    edges[0]!.pause();
    await pass(1_300);
    edges[0]!.resume();
    await more('after an edge stood still');
    await writePastTriggers();
    await more('in another epoch');
  } finally {
    isOver = true;
    await Promise.all(running);
  }
  console.info(JSON.stringify(counts));
  expect(stale.slice(0, 5)).toEqual([]);
}, 120_000);

function pass(ms: number): Promise<void> {
  const fromMs = performance.now();
  return until(() => performance.now() - fromMs > ms, { withinMs: ms + 5_000 });
}
