// Metrics, as Prometheus and a stranger would ask for them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createLag } from '../../src/observability/lag.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { listenByEvents } from '../support/live-clients.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { operatorKey, scrape as scrapeAt } from '../support/scrape.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let redis: OwnRedis;
let tenant: TestTenant;
let origin: RunningOrigin;
let closed: RunningOrigin;

const start = (env: Record<string, string>) =>
  startOrigin({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '3', ...env }),
    databaseUrl: database.url,
    pepper,
    graphiql: null,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startOwnRedis();
  tenant = await createTenant(database.url, 'Ours');
  [origin, closed] = [await start({ OPERATOR_KEY: operatorKey, REDIS_URL: redis.url }), await start({})];
});
afterAll(async () => {
  await Promise.all([origin?.stop(), closed?.stop()]);
  await redis?.stop();
  await database?.drop();
});

const at = (path: string, init: RequestInit = {}, { port } = origin) => fetch(`http://127.0.0.1:${port}${path}`, init);
const asOperator = { headers: { authorization: `Bearer ${operatorKey}` } };

async function ask(query: string, node = origin, init: RequestInit = {}): Promise<string | null> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}`, ...init.headers };
  const response = await at('/graphql', { method: 'POST', body: JSON.stringify({ query }), ...init, headers }, node);
  await response.text();
  return response.headers.get('cache-status');
}

/** Values by name, with labels as they are printed. */
const scrape = ({ port } = origin) => scrapeAt(port);

describe('who may ask', () => {
  it('without OPERATOR_KEY there is nothing to ask', async () => {
    for (const [path, method] of [
      ['/metrics', 'GET'],
      ['/_cache/doctor', 'POST'],
    ] as const) {
      expect((await at(path, { method, ...asOperator }, closed)).status).toBe(404);
    }
  });

  it('with it, only its bearer', async () => {
    const wrong = [undefined, tenant.key, operatorKey.slice(1), `${operatorKey}x`];
    for (const key of wrong) {
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      for (const [path, method] of [
        ['/metrics', 'GET'],
        ['/_cache/doctor', 'POST'],
      ] as const) {
        const response = await at(path, { method, headers });
        expect(response.status, `${path} for ${key}`).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(await response.json()).toEqual({ error: { code: 'UNAUTHENTICATED', message: expect.any(String) } });
      }
    }
  });

  it('in the right way', async () => {
    expect((await at('/metrics', { ...asOperator, method: 'POST' })).headers.get('allow')).toBe('GET');
    expect((await at('/_cache/doctor', asOperator)).headers.get('allow')).toBe('POST');
    for (const query of ['sample=0', 'sample=5001', 'sample=x', 'rate=0', 'rate=1e3'])
      expect((await at(`/_cache/doctor?${query}`, { ...asOperator, method: 'POST' })).status, query).toBe(400);
  });
});

describe('what they say', () => {
  const requests = (outcome: string) => `clientele_cache_requests_total{outcome="${outcome}"}`;

  it('every metric has our prefix or that of Node, a line of help, and a unit in its name where it has one', async () => {
    const response = await at('/metrics', asOperator);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const names = [...text.matchAll(/^# TYPE (\S+) (\w+)/gm)].map(([, name, type]) => [name!, type!] as const);
    expect(names.length).toBeGreaterThan(15);
    for (const [name, type] of names) {
      expect(name).toMatch(/^(?:clientele|process|nodejs)_[a-z0-9_]+$/);
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.{10,}$`, 'm'));
      if (type === 'counter') expect(name).toMatch(/_total$/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('requests are counted by outcome, and what is kept is measured', async () => {
    const before = await scrape();
    const since = (after: Map<string, number>, name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const query = '{ companies(first: 3) { nodes { name } } }';
    expect(await ask(query)).toContain('fwd=miss');
    expect(await ask(query)).toBe('clientele; hit');
    expect(await ask(query)).toBe('clientele; hit');
    const after = await scrape();
    expect(since(after, requests('miss'))).toBe(1);
    expect(since(after, requests('hit'))).toBe(2);
    expect(since(after, 'clientele_cache_answers_total{result="stored"}')).toBe(1);
    expect(since(after, 'clientele_cache_entries')).toBe(1);
    expect(since(after, 'clientele_cache_bytes')).toBeGreaterThan(1000);
    expect(after.get('clientele_cache_live')).toBe(1);
    expect(after.get('clientele_cache_flights')).toBe(0);
    expect(after.get('clientele_feed_age_seconds')).toBeLessThan(1);
  });

  it('a foreign write is a frame with its changes, and how long it took', async () => {
    const query = '{ teams(first: 3) { nodes { name } } }';
    await ask(query);
    const before = await scrape();
    await onServer(database.url, (client) =>
      client.query(
        `insert into team (tenant_id, id, name) select $1, gen_random_uuid(), 'team ' || n from generate_series(1, 3) n`,
        [tenant.id],
      ),
    );
    const since = async (name: string) => ((await scrape()).get(name) ?? 0) - (before.get(name) ?? 0);
    await until(async () => (await since('clientele_feed_changes_total')) === 3);
    expect(await since('clientele_feed_steps_total{kind="frame"}')).toBe(1);
    expect(await since('clientele_feed_propagation_seconds_count'), 'one transaction').toBe(1);
    expect(await since('clientele_feed_propagation_seconds_bucket{le="+Inf"}')).toBe(1);
    expect((await scrape()).get('clientele_tag_table_tags')).toBeGreaterThan(0);
    expect(await ask(query)).toContain('fwd=stale');
    expect(await since(requests('stale'))).toBe(1);
  });

  describe('of what stands before an execution', () => {
    const valueIn = (values: Map<string, number>, name: string) => values.get(`clientele_${name}`) ?? 0;

    it('they tell what was charged, and how many run, wait and may run', async () => {
      const granted = 'budget_charges_total{result="granted"}';
      const before = await scrape();
      await ask('{ products(first: 1) { nodes { name } } }');
      const after = await scrape();
      expect(valueIn(after, granted) - valueIn(before, granted)).toBe(1);
      expect(valueIn(after, 'budget_leases_total')).toBeGreaterThan(0);
      expect(valueIn(after, 'operations_limit')).toBeGreaterThanOrEqual(3);
      for (const name of ['operations_running', 'operations_waiting', 'budget_waiting_requests'])
        expect(valueIn(after, name), name).toBe(0);
    });

    it('they tell who waits, and who was refused, by code', async () => {
      const mostAtOnce = 3;
      const narrow = await start({
        ...{ OPERATOR_KEY: operatorKey, CONCURRENCY_MAX: String(mostAtOnce), COST_CEILING: '3000' },
        ...{ BUDGET_KEY_POINTS: '3000', BUDGET_KEY_REFILL: '500' },
      });
      const seen = async (name: string) => valueIn(await scrape(narrow), name);
      try {
        await ask('{ companies(first: 100) { nodes { contacts(first: 100) { nodes { name } } } } }', narrow);
        expect(await seen('refusals_total{code="COST_EXCEEDED"}')).toBe(1);

        await onServer(database.url, async (sql) => {
          await sql.query('begin; lock table deal');
          const asked = Array.from({ length: mostAtOnce + 1 }, (_, at) =>
            ask(`{ deals(first: ${at + 1}) { nodes { name } } }`, narrow),
          );
          await until(async () => (await seen('operations_waiting')) === 1);
          expect(await seen('operations_running')).toBe(mostAtOnce);
          await until(async () => (await seen('refusals_total{code="OVERLOADED"}')) === 1);
          await sql.query('rollback');
          await Promise.all(asked);
        });

        for (const text of ['alpha', 'beta']) await ask(`{ search(text: "${text}") { score } }`, narrow);
        expect(await seen('refusals_total{code="RATE_LIMITED"}')).toBe(1);
        expect(await seen('budget_charges_total{result="refused"}')).toBe(1);
        expect(await seen('budget_local_charges_total')).toBeGreaterThan(0);
        const patient = new AbortController();
        const waiting = ask('{ search(text: "gamma") { score } }', narrow, {
          headers: { prefer: 'wait=8' },
          signal: patient.signal,
        }).catch(() => null);
        await until(async () => (await seen('budget_waiting_requests')) === 1);
        patient.abort();
        await waiting;
        await until(async () => (await seen('budget_waiting_requests')) === 0);
      } finally {
        await narrow.stop();
      }
    });
  });

  it('of live updates they tell who listens, what they were told, how late, and who was sent away', async () => {
    const listener = await listenByEvents(`http://127.0.0.1:${origin.port}`, 'subscription { changes { id } }', {
      key: tenant.key,
    });
    expect((await scrape()).get('clientele_live_subscribers')).toBe(1);
    expect((await scrape()).get('clientele_live_groups')).toBe(1);
    await onServer(database.url, (client) =>
      client.query(`insert into team (tenant_id, id, name) values ($1, gen_random_uuid(), 'told')`, [tenant.id]),
    );
    await until(() => listener.told.length === 1);
    const told = await scrape();
    expect(told.get('clientele_live_events_total')).toBe(1);
    expect(told.get('clientele_live_deliveries_total')).toBe(1);
    await until(async () => (await scrape()).get('clientele_live_lag_seconds_count') === 1);
    await onServer(database.url, (client) => client.query('select bump_change_epoch()'));
    await until(() => listener.ended() !== null);
    expect((await scrape()).get('clientele_live_closed_total{reason="RESUME_EXPIRED"}')).toBe(1);
    expect((await scrape()).get('clientele_live_subscribers')).toBe(0);
  });

  it('of Redis they tell what it did, and when it was given up', async () => {
    await until(async () => (await scrape()).get('clientele_redis_breaker_open') === 0);
    await ask('{ contacts(first: 2) { nodes { name } } }');
    await until(async () => ((await scrape()).get('clientele_shared_total{event="stored"}') ?? 0) > 0);
    expect((await scrape()).get('clientele_redis_commands_total{result="answered"}')).toBeGreaterThan(0);
    await redis.kill();
    await until(async () => (await scrape()).get('clientele_redis_breaker_open') === 1);
    expect((await scrape()).get('clientele_redis_breaker_opened_total')).toBeGreaterThan(0);
  });
});

describe('without a part, or with a wrong clock', () => {
  it('a node without Redis says nothing of it, and one that never reached its database says so', async () => {
    const away = await startOrigin({
      config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', OPERATOR_KEY: operatorKey }),
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
      pepper,
      graphiql: null,
    });
    const values = await scrape(away);
    await away.stop();
    expect([...values.keys()].filter((name) => /^clientele_(?:redis|shared|edge|webhook)_/.test(name))).toEqual([]);
    expect(values.get('clientele_feed_age_seconds')).toBe(Number.POSITIVE_INFINITY);
    expect(values.get('clientele_cache_live')).toBe(0);
  });

  it('a change from the future took no time, and one without a time none that is known', () => {
    const lag = createLag();
    lag.since(new Date(Date.now() + 60_000).toISOString());
    lag.since('no time at all');
    const { counts, sum } = lag.read();
    expect(counts.reduce((all, each) => all + each)).toBe(1);
    expect(sum).toBe(0);
  });
});
