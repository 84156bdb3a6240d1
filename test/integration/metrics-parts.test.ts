// What the parts of an origin, an edge and a worker count: requests, SQL, round trips, webhooks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { type RunningWorker, startWorker } from '../../src/commands/worker.ts';
import { readConfig } from '../../src/config.ts';
import { backlogText } from '../../src/webhooks/backlog.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { edgeKey } from '../support/edge-scene.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { grown, operatorKey, scrape } from '../support/scrape.ts';
import { until } from '../support/until.ts';
import { eventually, type Receiver, startReceiver } from '../support/webhook-scene.ts';
import { withoutLimits } from '../support/without-limits.ts';

let database: TestDatabase;
let tenant: TestTenant;
let origin: RunningOrigin;
let edge: RunningEdge;
let worker: RunningWorker;
let receiver: Receiver;

const settings = {
  ...withoutLimits,
  ...{ PORT: '0', WORKER_PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '3', OPERATOR_KEY: operatorKey },
  ...{ EDGE_KEY: edgeKey, WEBHOOK_ADDRESSES: 'any' },
};

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createTenant(database.url, 'Ours');
  receiver = await startReceiver();
  const config = readConfig(settings);
  const databaseUrl = database.url;
  origin = await startOrigin({ config, databaseUrl, pepper, graphiql: null });
  edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  worker = await startWorker({ config, databaseUrl, pepper });
});
afterAll(async () => {
  await origin?.stop();
  await Promise.all([edge?.stop(), worker?.stop()]);
  await receiver?.stop();
  await database?.drop();
});

async function ask({ port }: { port: number }, query: string, init: RequestInit = {}): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}`, ...init.headers };
  const body = JSON.stringify({ query });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', body, ...init, headers });
  return response.text();
}

const count = (outcome: string) => `clientele_http_request_duration_seconds_count{outcome="${outcome}"}`;
const addCompany = 'mutation { createCompany(input: { name: "A" }) { id } }';

describe('requests to /graphql', () => {
  it('are timed by what became of them, and counted by the class of their status', async () => {
    const before = await scrape(origin.port);
    const query = '{ companies(first: 3) { nodes { name } } }';
    await ask(origin, query);
    await ask(origin, query);
    await ask(origin, addCompany);
    await ask(origin, query, { headers: { authorization: 'Bearer nobody' } });
    await ask(origin, '{ nothing }');
    await fetch(`http://127.0.0.1:${origin.port}/livez`);
    const outcomes = ['hit', 'miss', 'mutation', 'refused'];
    const seen = async () => grown(before, await scrape(origin.port));
    await until(async () => (await seen())(count('refused')) === 2);
    const since = await seen();
    expect(outcomes.map((outcome) => since(count(outcome)))).toEqual([1, 1, 1, 2]);
    expect(since('clientele_http_request_duration_seconds_bucket{outcome="miss",le="+Inf"}')).toBe(1);
    expect(since('clientele_http_request_duration_seconds_sum{outcome="miss"}')).toBeGreaterThan(0);
    expect(since('clientele_http_responses_total{status="2xx"}')).toBe(4); // what does not validate is an answer in the older media type
    expect(since('clientele_http_responses_total{status="4xx"}')).toBe(1);
    expect(since('clientele_http_sent_bytes_total')).toBeGreaterThan(1_000);
    expect((await scrape(origin.port)).get('clientele_http_connections')).toBeGreaterThan(0);
  });

  it('of clients that have gone are counted as that', async () => {
    const before = await scrape(origin.port);
    await onServer(database.url, async (sql) => {
      await sql.query('begin; lock table deal');
      const left = new AbortController();
      const asked = ask(origin, '{ deals(first: 1) { nodes { name } } }', { signal: left.signal }).catch(() => null);
      await until(async () => (await scrape(origin.port)).get('clientele_operations_running') === 1);
      left.abort();
      await asked;
      await until(async () => grown(before, await scrape(origin.port))(count('gone')) === 1);
      await sql.query('rollback');
    });
  });
});

describe('what executes', () => {
  it('tells how long operations ran and waited, and what they asked of PostgreSQL', async () => {
    const before = await scrape(origin.port);
    await ask(origin, '{ teams(first: 1) { nodes { name } } }');
    await ask(origin, addCompany);
    const since = grown(before, await scrape(origin.port));
    for (const kind of ['query', 'mutation'])
      expect(since(`clientele_operation_duration_seconds_count{kind="${kind}"}`), kind).toBe(1);
    expect(since('clientele_operation_wait_seconds_count')).toBe(2);
    expect(since('clientele_sql_transactions_total{kind="write"}')).toBe(1);
    expect(since('clientele_sql_transactions_total{kind="read"}')).toBeGreaterThanOrEqual(1);
    expect(since('clientele_sql_statement_duration_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(since('clientele_sql_wait_seconds_count')).toBeGreaterThanOrEqual(2);
  });

  it('tells who waits for a connection', async () => {
    await onServer(database.url, async (sql) => {
      await sql.query('begin; lock table product');
      const asked = Array.from({ length: 3 + 1 }, (_, at) =>
        ask(origin, `{ products(first: ${at + 1}) { nodes { name } } }`),
      );
      const connections = (state: string) => `clientele_sql_connections{state="${state}"}`;
      await until(async () => (await scrape(origin.port)).get(connections('used')) === 3);
      const values = await scrape(origin.port);
      expect(values.get('clientele_sql_connections_limit')).toBe(3);
      expect(values.get('clientele_sql_waiting')! + values.get('clientele_operations_waiting')!).toBe(1);
      await sql.query('rollback');
      await Promise.all(asked);
      await until(async () => (await scrape(origin.port)).get(connections('used')) === 0);
    });
  });

  it('tells for how long the oldest transaction that writes has been open', async () => {
    const oldest = async () => (await scrape(origin.port)).get('clientele_feed_oldest_transaction_seconds')!;
    await until(async () => (await oldest()) === 0);
    await onServer(database.url, async (sql) => {
      await sql.query('begin; select pg_current_xact_id()');
      await ask(origin, addCompany); // positions move when something is committed
      await until(async () => (await oldest()) > 0.2);
      await sql.query('rollback');
      await ask(origin, addCompany);
      await until(async () => (await oldest()) === 0);
    });
  });
});

it('an edge tells of its origin: round trips, failures, and whether its stream is open', async () => {
  await until(async () => (await scrape(edge.port)).get('clientele_edge_stream_open') === 1);
  const before = await scrape(edge.port);
  await ask(edge, '{ contacts(first: 1) { nodes { name } } }');
  await ask(edge, addCompany);
  await ask(edge, '{ contacts(first: 1) { nodes { name } } }');
  const since = grown(before, await scrape(edge.port));
  expect(since('clientele_edge_origin_duration_seconds_count{kind="query"}')).toBeGreaterThanOrEqual(1);
  expect(since('clientele_edge_origin_duration_seconds_count{kind="write"}')).toBe(1);
  expect(since('clientele_edge_origin_duration_seconds_count{kind="control"}')).toBeGreaterThanOrEqual(1);
  expect([since(count('hit')), since(count('miss')), since(count('mutation'))]).toEqual([1, 1, 1]);
  expect(before.get('clientele_edge_streams_total')).toBeGreaterThanOrEqual(1);
  expect([...before.keys()].filter((name) => /^clientele_(?:sql|operation|live)_/.test(name))).toEqual([]);
});

describe('a worker', () => {
  it('has a listener for operators where it is given a port, and answers no operations there', async () => {
    const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${worker.port}${path}`, init);
    for (const path of ['/livez', '/readyz']) expect((await at(path)).status, path).toBe(200);
    expect((await at('/metrics')).status).toBe(401);
    for (const path of ['/graphql', '/_cache/doctor']) expect((await at(path, { method: 'POST' })).status).toBe(404);
  });

  it('tells of its attempts and turns, and of what is due', async () => {
    const before = await scrape(worker.port!);
    const make = `mutation { createWebhookEndpoint(input: { url: "${receiver.url}" }) { endpoint { id } } }`;
    expect(await ask(origin, make)).not.toContain('errors');
    await ask(origin, addCompany);
    await eventually(() => receiver.messages.length > 0);
    const attempts = 'clientele_webhook_attempts_total{outcome="delivered"}';
    await eventually(async () => grown(before, await scrape(worker.port!))(attempts) > 0);
    await eventually(async () => {
      const values = await scrape(worker.port!);
      const isIdle = values.get('clientele_webhook_backlog') === 0;
      return isIdle && values.get('clientele_webhook_turn_duration_seconds_count')! > 0;
    });
    expect((await scrape(worker.port!)).get('clientele_webhook_oldest_due_seconds')).toBe(0);
  });

  it('counts as backlog what only a worker keeps waiting: nothing of an endpoint whose receiver fails', async () => {
    await worker.stop();
    await onServer(database.url, async (sql) => {
      await sql.query(
        `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, cause, seq, record_id, at, due_at, expires_at)
         select tenant_id, gen_random_uuid(), id, 'evt_' || n, 'test', 1000000 + n, gen_random_uuid(), now(), now() - interval '1 minute', now() + interval '1 day'
         from webhook_endpoint, generate_series(1, 2) n`,
      );
      const seen = async () => (await sql.query(backlogText)).rows[0] as { due: number; oldestSeconds: number };
      expect(await seen()).toEqual({ due: 2, oldestSeconds: expect.closeTo(60, -1) });
      await sql.query(`update webhook_delivery set attempts = 1 where event_id = 'evt_1'`);
      expect(await seen()).toEqual({ due: 0, oldestSeconds: 0 });
    });
    const withoutPort = readConfig({ ...settings, WORKER_PORT: undefined });
    const quiet = await startWorker({ config: withoutPort, databaseUrl: database.url, pepper });
    expect(quiet.port).toBeNull();
    await quiet.stop();
  });
});
