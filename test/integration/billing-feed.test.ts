// What examples/billing tells of its writes: whoever writes, however long it takes, by both ways; and that it says so when it cannot tell.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBilling } from '../../examples/billing/billing.ts';
import { createDatabase } from '../../examples/billing/database.ts';
import { createFeed } from '../../examples/billing/feed.ts';
import { isVisible, parsePosition } from '../../src/cache/position.ts';
import { createTagTable } from '../../src/cache/tag-table.ts';
import { afterOf, openStream, type Stream } from '../../src/conformance/stream.ts';
import { createSubgraph } from '../../src/conformance/subgraph.ts';
import { numbersOf } from '../../src/edge/contract.ts';
import { createPushFeed } from '../../src/edge/push.ts';
import { createIngest } from '../../src/http/ingest.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestBilling, subgraphKey, type TestBilling } from '../support/billing.ts';
import { startCluster } from '../support/cluster.ts';
import { until } from '../support/until.ts';

let billing: TestBilling;
let companyId: string;
let invoiceId: string;
let numbers = 0;

beforeAll(async () => {
  billing = await startTestBilling();
});
afterAll(() => billing?.stop());
beforeEach(async () => {
  companyId = newId();
  invoiceId = newId();
});

const insertText = `insert into billing.invoice (tenant_id, id, company_id, number, currency, total_minor, issued_on, due_on)
  values ($1, $2, $3, $4, 'USD', 100, '2026-01-01', '2026-02-01')`;
const values = () => [billing.tenantId, invoiceId, companyId, `F-${++numbers}`];
const subgraph = () => createSubgraph({ url: `${billing.url}/graphql`, key: subgraphKey });

async function following(work: (stream: Stream) => Promise<void>, after = ''): Promise<void> {
  const stream = await openStream(subgraph(), after);
  try {
    await stream.next('hello', 'hello');
    await work(stream);
  } finally {
    await stream.close();
  }
}

/** Waits until the stream tells of a tag, and gives the version that touched it. */
async function toldOf(stream: Stream, tag: string, tenantId = billing.tenantId): Promise<number> {
  const [number] = numbersOf(tenantId, [tag]);
  const fits = ({ tags }: { tags: ArrayLike<number> }) => Array.from(tags).includes(number!);
  const frame = await stream.next('frame', tag, { fits: ({ invalidations }) => invalidations.some(fits) });
  return frame.invalidations.find(fits)!.xid;
}

it('statements past the service are told of: rows, both companies of one that moves, lines, and bulk', async () => {
  await following(async (stream) => {
    await stream.next('reset', 'a reset');
    await billing.sql(insertText, values());
    await toldOf(stream, `invoice:${invoiceId}`);
    const other = newId();
    await billing.sql('update billing.invoice set company_id = $1 where id = $2', [other, invoiceId]);
    expect(await toldOf(stream, `company:${other}.invoices`)).toBeGreaterThan(
      await toldOf(stream, `company:${companyId}.invoices`),
    );
    await billing.sql(`insert into billing.invoice_line values ($1, $2, 1, 'x', 100)`, [billing.tenantId, invoiceId]);
    const written = await toldOf(stream, `invoice:${invoiceId}.lines`);
    const from = stream.lines.length;
    await billing.sql('delete from billing.invoice where id = $1', [invoiceId]); // takes its lines along
    const [number] = numbersOf(billing.tenantId, [`invoice:${invoiceId}.lines`]);
    const deleted = await stream.next('frame', 'the deleted lines', {
      from,
      fits: ({ invalidations }) => invalidations.some(({ tags }) => Array.from(tags).includes(number!)),
    });
    expect(deleted.invalidations[0]!.xid).toBeGreaterThan(written);
    await billing.sql(
      `insert into billing.invoice (tenant_id, company_id, number, currency, total_minor, issued_on, due_on)
       select $1, gen_random_uuid(), 'bulk ' || n, 'USD', n, '2026-01-01', '2026-01-01' from generate_series(1, 1000) n`,
      [billing.tenantId],
    );
    await toldOf(stream, 'all');
  });
});

it('a transaction that is open for long holds nobody up, and is told of when it is committed', async () => {
  const slow = new pg.Client({ connectionString: billing.databaseUrl });
  await slow.connect();
  try {
    await slow.query('begin');
    await slow.query(insertText, values());
    const { rows } = await slow.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
    const open = Number(rows[0]!.xid);
    await following(async (stream) => {
      await stream.next('reset', 'a reset');
      const asked = { id: invoiceId };
      const before = await billing.query('query ($id: ID!) { invoice(id: $id) { id } }', asked);
      expect(before.data).toEqual({ invoice: null });
      const quick = newId();
      const [, ...others] = values();
      await billing.sql(insertText, [billing.tenantId, quick, ...others.slice(1)]);
      const version = await toldOf(stream, `invoice:${quick}`);
      expect(version).toBeGreaterThan(open);
      const { position } = await subgraph().position();
      expect([isVisible(version, position), isVisible(open, position)]).toEqual([true, false]);
      await slow.query('commit');
      expect(await toldOf(stream, `invoice:${invoiceId}`)).toBe(open);
      // An answer from before is met by it.
      expect(before.cache?.tags).toContain(`invoice:${invoiceId}`);
      expect(isVisible(open, parsePosition(before.cache!.position))).toBe(false);
    });
  } finally {
    await slow.end();
  }
});

it('what is rolled back is not told of', async () => {
  const client = new pg.Client({ connectionString: billing.databaseUrl });
  await client.connect();
  try {
    await following(async (stream) => {
      await stream.next('reset', 'a reset');
      await client.query('begin');
      await client.query(insertText, values());
      await client.query('rollback');
      const other = newId();
      const [tenantId, , company, number] = values();
      await billing.sql(insertText, [tenantId, other, company, number]);
      await toldOf(stream, `invoice:${other}`);
      expect(stream.lines.map(({ text }) => text).join()).not.toContain(invoiceId);
    });
  } finally {
    await client.end();
  }
});

it.each(['billing.invoice cascade', 'billing.invoice_line'])('TRUNCATE %s begins a new epoch', async (tables) => {
  await following(async (stream) => {
    const { epoch } = await stream.next('reset', 'a reset');
    const from = stream.lines.length;
    await billing.sql(`truncate ${tables}`);
    const reset = await stream.next('reset', 'a reset', { from });
    expect(reset.epoch).not.toBe(epoch);
    expect(reset.floor).toEqual(reset.next);
  });
});

it('who stands behind what was dropped begins anew, and nobody else', async () => {
  const old = await subgraph().position();
  await billing.sql(insertText, values());
  const recent = await subgraph().position();
  await billing.sql(`update billing.invalidation set at = at - interval '1 hour'`);
  const database = await createDatabase(billing.databaseUrl);
  const stopping = new AbortController();
  const tending = createFeed(database).tend(stopping.signal);
  const count = async () => (await billing.sql<{ n: number }>('select count(*) as n from billing.invalidation'))[0]!.n;
  await until(async () => (await count()) === 0, { what: 'dropping' });
  stopping.abort();
  await tending;
  await database.stop();
  await following(async ({ next }) => void (await next('reset', 'a reset')), afterOf(old));
  await following(async ({ next }) => void (await next('frame', 'a frame')), afterOf(recent));
});

it.each(['5:3:', '0:0:', '9:20:15,12', '1:99999999999999999999:', 'x'])(
  'a position that is none is answered with a reset: %s',
  async (position) => {
    const { epoch } = await subgraph().position();
    const query = `?${new URLSearchParams({ after: `${epoch}@${position}` })}`;
    await following(async ({ next }) => void (await next('reset', 'a reset')), query);
  },
);

it('an edge that is told by posts knows of writes, is proven fresh, and stays so while nothing is written', async () => {
  const table = createTagTable();
  const take = (step: Parameters<Parameters<typeof createPushFeed>[0]['take']>[0]) =>
    step.kind === 'reset' ? table.reset(step) : void table.apply(step);
  const feed = createPushFeed({ key: subgraphKey, table: () => table, take });
  const ingest = createIngest({ ingest: (name) => (name === 'billing' ? feed.accept : undefined) });
  const edge = createServer((request, response) => {
    if (!ingest(request.url!, request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(edge.address() as AddressInfo).port}`;
  const pusher = await startBilling({ databaseUrl: billing.databaseUrl, port: 0, key: subgraphKey, pushTo: [url] });
  try {
    await until(() => table.epoch() !== null, { what: 'the first reset' });
    const tag = numbersOf(billing.tenantId, [`invoice:${invoiceId}`]);
    const stamp = {
      identity: table.identity()!,
      tenantId: billing.tenantId,
      tags: tag,
      position: table.position(),
      verified: -1,
    };
    expect(table.isValid(stamp)).toBe(true);
    const writtenMs = performance.now();
    await billing.sql(insertText, values());
    await until(() => !table.isValid(stamp), { what: 'the write' });
    await until(() => feed.asOf() > writtenMs + 1_000, { what: 'a proof of a second later' });
    expect(performance.now() - feed.asOf()).toBeLessThan(1_000);
  } finally {
    await pusher.stop();
    feed.stop();
    edge.closeAllConnections();
    edge.close();
  }
});

it('after a crash of PostgreSQL the identity is another, and the service goes on', { timeout: 60_000 }, async () => {
  const cluster = await startCluster();
  try {
    const service = await startBilling({ databaseUrl: cluster.url, port: 0, key: subgraphKey });
    const asked = createSubgraph({ url: `http://127.0.0.1:${service.port}/graphql`, key: subgraphKey });
    const { epoch } = await asked.position();
    await cluster.restart();
    const epochNow = () =>
      asked.position().then(
        (standing) => standing.epoch,
        () => null,
      );
    await until(async () => (await epochNow()) !== null, { withinMs: 20_000, what: 'an answer after the restart' });
    expect(await epochNow()).toBe(epoch);
    await cluster.crash();
    await until(async () => (await epochNow()) !== null, { withinMs: 20_000, what: 'an answer after the crash' });
    expect(await epochNow()).not.toBe(epoch);
    await service.stop();
  } finally {
    await cluster.stop();
  }
});
