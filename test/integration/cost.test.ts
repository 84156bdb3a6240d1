// What operations cost, as clients meet it: the ceiling, the receipt, what was learned of an account, and the stop while it runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    settings: { COST_CEILING: '25000', BUDGET_KEY_POINTS: '2000000', BUDGET_KEY_REFILL: '100000' },
  });
});
afterAll(() => api.stop());

const pages = `query ($n: Int, $m: Int) { companies(first: $n) { nodes { contacts(first: $m) { nodes { deals(first: $m) { nodes { name } } } } } } }`;

interface Receipt {
  readonly requested: number;
  readonly actual: number;
  readonly cache?: string;
  readonly throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
  readonly fields?: readonly { path: string; cost: number }[];
}

async function receipt(query: string, cost: unknown = true, headers = {}): Promise<Receipt> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}`, ...headers },
    body: JSON.stringify({ query, extensions: { cost } }),
  });
  const body = (await response.json()) as { extensions: { cost: Receipt } };
  return body.extensions.cost;
}

async function createCompanies(count: number): Promise<void> {
  const input = Array.from({ length: count }, (_, at) => ({ name: `Company ${at}` }));
  await api.ask('mutation ($input: [CreateCompanyInput!]!) { createCompanies(input: $input) { succeeded } }', {
    input,
  });
}

describe('the ceiling', () => {
  it('refuses an operation that could cost more, before it runs, and says where and what would do', async () => {
    const { status, errors, data } = await api.query(pages, { n: 100, m: 100 });
    expect([status, data]).toEqual([200, null]);
    expect(errors[0]!.extensions).toMatchObject({
      code: 'COST_EXCEEDED',
      ceiling: 25_000,
      cost: 100 + 1 + 100 * (1 + 1 + 100 * (1 + 1 + 100)),
      fields: [{ path: 'companies' }, { path: 'companies.nodes' }, {}, {}, {}],
      fits: [{ path: 'companies', argument: 'first', given: 100, fits: 2 }, {}, {}],
    });
    expect(errors[0]!.message).toContain('With `first: 2` at `companies` it would do.');
  });

  it('lets the page through that it named', async () => {
    const { errors } = await api.query(pages, { n: 2, m: 100 });
    expect(errors).toEqual([]);
  });

  it('looks at the variables each time, also of a document that it knows', async () => {
    const codes = [];
    for (const n of [1, 100, 1]) codes.push((await api.query(pages, { n, m: 100 })).errors[0]?.extensions.code);
    expect(codes).toEqual([undefined, 'COST_EXCEEDED', undefined]);
  });

  it('answers 400 to clients of the newer media type', async () => {
    const headers = { accept: 'application/graphql-response+json' };
    expect((await api.query(pages, { n: 100, m: 100 }, { headers })).status).toBe(400);
  });

  it('holds through Yoga too', async () => {
    const headers = { accept: 'text/event-stream' };
    const { text } = await api.query(pages, { n: 100, m: 100 }, { headers });
    expect(text).toContain('COST_EXCEEDED');
  });

  it('regards how long the lists of this account were, once it has seen enough of them', async () => {
    await createCompanies(3);
    const asked = { n: 99, m: 50 }; // 99 × 52 × 52: ten times too dear, if all of them were full
    expect((await api.query(pages, asked)).errors[0]?.extensions.code).toBe('COST_EXCEEDED');
    for (let n = 1; n <= 25; n++) await api.ask(pages, { n: 3 + (n % 2), m: 40 - n });
    const { errors } = await api.query(pages, asked);
    expect(errors, 'an account of three companies').toEqual([]);
    const other = await api.query(pages, asked, { key: api.tenants[1].key });
    expect(other.errors[0]?.extensions.code, 'another account').toBe('COST_EXCEEDED');
  });
});

describe('the receipt', () => {
  it('tells what was charged and what it did cost, for who asks for it', async () => {
    const cost = await receipt('query A { users(first: 100) { nodes { id name } } }');
    expect(cost).toMatchObject({ requested: 201, actual: 100 + 1, cache: 'clientele; fwd=miss; stored' });
    expect(cost.throttleStatus).toMatchObject({ maximumAvailable: 2_000_000, restoreRate: 100_000 });
  });

  it('says that a cached answer costs nothing', async () => {
    const query = 'query B { companies(first: 10) { nodes { id website } } }';
    await receipt(query);
    expect(await receipt(query)).toMatchObject({ requested: 0, actual: 0, cache: 'clientele; hit' });
  });

  it('breaks the cost down by field, on demand', async () => {
    const { fields } = await receipt('query C { companies(first: 50) { nodes { id owner { name } } } }', {
      fields: true,
    });
    expect(fields!.slice(0, 2)).toMatchObject([
      { path: 'companies', cost: 1 + 3 * 2 },
      { path: 'companies.nodes', cost: 3 * 2 },
    ]);
  });

  it('stands beside what is told about the cache, and in the answers to mutations', async () => {
    const cost = await receipt('mutation { createTag(input: { name: "paid" }) { id } }');
    expect(cost).toMatchObject({ requested: 201, actual: 201 });
  });

  it('charges nothing for the replay of a write', async () => {
    const headers = { 'idempotency-key': 'one-and-the-same' };
    const query = 'mutation { createTag(input: { name: "once" }) { id } }';
    expect((await receipt(query, true, headers)).actual).toBe(201);
    expect((await receipt(query, true, headers)).actual).toBe(0);
  });
});

describe('while it runs', () => {
  let small: TestApi;
  beforeAll(async () => {
    small = await startApi({ settings: { COST_CEILING: '1000' } });
  });
  afterAll(() => small.stop());

  it('an operation is stopped when it reads more rows than it may, whatever was learned', async () => {
    const [{ id }] = small.tenants;
    const text = '{ companies(first: 100) { nodes { contacts(first: 90) { nodes { id } } } } }';
    const addRows = async (count: number) => {
      await small.sql(
        `insert into company (tenant_id, id, name) select $1, gen_random_uuid(), 'grown' from generate_series(1, $2)`,
        [id, count],
      );
      await small.sql(
        `insert into contact (tenant_id, id, company_id, first_name, last_name)
         select $1, gen_random_uuid(), id, 'a', 'b' from company, generate_series(1, $2) where tenant_id = $1`,
        [id, count],
      );
    };
    await addRows(2);
    // Within the bound, until the account is known to be small.
    for (let n = 1; n <= 25; n++) await small.ask(text.replace('100', '9').replace('90', String(30 + n)));
    expect((await small.query(text)).errors).toEqual([]);
    await addRows(50);
    const { errors, data } = await small.query<{ companies: unknown }>(text.replace('id }', 'id phone }'));
    expect(errors[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED', ceiling: 1_000 });
    expect(errors[0]!.extensions['rows'], 'it stopped as soon as it was over').toBeLessThan(2_000);
    expect(data?.companies ?? null).toBe(null);
    const again = await small.query(text.replace('id }', 'id title }'));
    expect(again.errors[0]!.message, 'and what it has seen is known').toContain('one may cost 1000');
  });
});
