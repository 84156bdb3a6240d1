// What a partner can see of its own key: what it may spend, what it has spent, and what an operation would cost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budget } from '../../src/commands/budget.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { until } from '../support/until.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    settings: {
      COST_CEILING: '25000',
      BUDGET_TENANT_POINTS: '50000',
      BUDGET_TENANT_REFILL: '100',
      BUDGET_KEY_POINTS: '2000000',
      BUDGET_KEY_REFILL: '100000',
    },
  });
  await api.ask('mutation { createCompany(input: { name: "Ours" }) { id } }');
  // Usage is written every five seconds: what tests look for in it is asked before all of them, so that they wait once.
  await api.ask(estimateCost.replace('query', 'query Free'), { query: '{ companies { nodes { id } } }' });
  const headers = { 'x-clientele-consistency': 'eventual' };
  for (let each = 0; each < 3; each++)
    await api.query('query Watched { users(first: 5) { nodes { name } } }', {}, { headers });
});
afterAll(() => api.stop());

const estimateCost = `query ($query: String!, $variables: JSON, $operationName: String) {
  estimateCost(query: $query, variables: $variables, operationName: $operationName) {
    requested bound ceiling fits { path argument given fits } fields { path cost times size }
    isCacheable uncacheableBecause maxAgeSeconds isPersonal tagCount
  }
}`;

describe('estimateCost', () => {
  const estimate = async (query: string, variables = {}) =>
    (await api.ask<{ estimateCost: Record<string, unknown> }>(estimateCost, { query, variables })).estimateCost;

  it('tells what an operation would cost, where, and which pages fit', async () => {
    const query =
      'query ($n: Int) { companies(first: $n) { nodes { contacts(first: 100) { nodes { deals(first: 10) { nodes { id } } } } } } }';
    const cost = 100 + 1 + 100 * (1 + 1 + 100 * (1 + 1 + 10));
    expect(await estimate(query, { n: 100 })).toMatchObject({
      requested: cost,
      bound: cost,
      ceiling: 25_000,
      fits: [{ path: 'companies', argument: 'first', given: 100, fits: 20 }, {}, {}],
      fields: [{ path: 'companies', times: 1, size: 100 }, {}, {}, {}, {}, {}],
      isCacheable: true,
      maxAgeSeconds: 3600,
    });
  });

  it('says the same as the receipt of the operation', async () => {
    const query = '{ products(first: 30) { nodes { name } } }';
    const { requested } = await estimate(query);
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}` },
      body: JSON.stringify({ query, extensions: { cost: true } }),
    });
    const { extensions } = (await response.json()) as { extensions: { cost: { requested: number } } };
    expect(extensions.cost.requested).toBe(requested);
  });

  it('says whether the answer is kept, and on how much the one that is kept depends', async () => {
    const query = '{ companies(first: 3) { nodes { name } } }';
    expect(await estimate(query)).toMatchObject({ tagCount: null });
    await api.ask(query);
    const { tagCount } = await estimate(query);
    expect(tagCount).toBeGreaterThan(0);
    expect(await estimate('mutation { createTag(input: { name: "x" }) { id } }')).toMatchObject({
      isCacheable: false,
      uncacheableBecause: expect.stringContaining('mutation'),
    });
    expect(await estimate('{ viewer { subject } }')).toMatchObject({ isCacheable: true, isPersonal: true });
    expect(await estimate('{ viewer { budget { key { restoreRate } } } }')).toMatchObject({ isCacheable: false });
  });

  it('costs nothing', async () => {
    const spent = async () =>
      (
        await api.sql<{ points: number }>(
          `select coalesce(sum(points), 0) as points from usage where operation = 'Free'`,
        )
      )[0]!.points;
    await until(async () => (await api.sql(`select from usage where operation = 'Free'`)).length === 1, {
      withinMs: 15_000,
    });
    expect(await spent()).toBe(0);
  });

  it('says what is wrong with a document that cannot run', async () => {
    const { errors } = await api.query(estimateCost, { query: '{ nothing }' });
    expect(errors[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining('nothing'),
    });
  });
});

describe('the viewer', () => {
  interface Viewer {
    budget: Record<'tenant' | 'key', { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }>;
    usage: { day: string; operation: string; executed: number; hits: number; throttled: number; points: number }[];
  }
  const ask = async (key = api.tenants[0].key) =>
    (
      await api.ask<{ viewer: Viewer }>(
        `{ viewer { budget { tenant { ...B } key { ...B } } usage(days: 2) { day operation executed hits throttled points } } }
         fragment B on Budget { maximumAvailable currentlyAvailable restoreRate }`,
        {},
        { key },
      )
    ).viewer;

  it('sees the points of the tenant and of its key', async () => {
    const { budget } = await ask();
    expect(budget.tenant).toMatchObject({ maximumAvailable: 50_000, restoreRate: 100 });
    expect(budget.key).toMatchObject({ maximumAvailable: 2_000_000, restoreRate: 100_000 });
    expect(budget.tenant.currentlyAvailable).toBeLessThan(50_000);
  });

  it('sees what it has spent by operation and day, and nothing of others', async () => {
    await until(async () => (await ask()).usage.some(({ operation }) => operation === 'Watched'), { withinMs: 15_000 });
    const watched = (await ask()).usage.find(({ operation }) => operation === 'Watched');
    expect(watched).toMatchObject({ executed: 1, hits: 2, throttled: 0, points: 101 });
    expect(watched!.day).toBe(new Date().toISOString().slice(0, 10));
    const other = await ask(api.tenants[1].key);
    expect(other.usage.map(({ operation }) => operation)).not.toContain('Watched');
  });

  it('is refused usage of more days than are kept', async () => {
    const { errors } = await api.query('{ viewer { usage(days: 91) { day } } }');
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

it('an operator can give a tenant a budget of its own', async () => {
  const printed: string[] = [];
  const print = (line: string) => printed.push(line);
  const [, theirs] = api.tenants;
  const options = { adminUrl: api.databaseUrl, isEmbedded: false, print };
  await budget({ action: 'set', tenant: theirs.id, points: 150, refill: 1 }, options);
  expect((await api.query('{ companies(first: 1) { nodes { id } } }', {}, { key: theirs.key })).status).toBe(200);
  await budget({ action: 'show', tenant: theirs.id }, options);
  expect(printed.at(-1)).toContain('150 points');
  await budget({ action: 'reset', tenant: theirs.id }, options);
  expect(await api.sql('select from budget_override')).toEqual([]);
});
