// Reports: sums to the cent, groups in a fixed order, and what they depend on.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal } from '../../src/crm/deal.ts';
import { stage } from '../../src/crm/stage.ts';
import { tagsOfChange } from '../../src/db/tags.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
const ids: Record<string, string> = {};

async function insert(table: string, row: Record<string, unknown>, tenantId = api.tenants[0].id): Promise<string> {
  const id = newId();
  const columns = ['tenant_id', 'id', ...Object.keys(row)];
  const places = columns.map((_, index) => `$${index + 1}`);
  await api.sql(`insert into "${table}" (${columns}) values (${places})`, [tenantId, id, ...Object.values(row)]);
  ids[String(row['name'])] ??= id;
  return id;
}

interface DealRow {
  readonly stage?: string;
  readonly owner?: string;
  readonly company?: string;
  readonly amount?: readonly [minor: number, currency: string];
  readonly closes?: string;
  readonly deleted?: boolean;
}

async function insertDeal({ stage: name = 'Lead', owner, company, amount, closes, deleted }: DealRow): Promise<void> {
  await insert('deal', {
    name: 'a deal',
    pipeline_id: ids['Sales'],
    stage_id: ids[name],
    status: name === 'Won' ? 'WON' : 'OPEN',
    owner_id: owner ? ids[owner] : null,
    company_id: company ? ids[company] : null,
    amount_minor: amount?.[0] ?? null,
    amount_currency: amount?.[1] ?? null,
    close_date: closes ?? null,
    deleted_at: deleted ? '2024-01-01T00:00:00Z' : null,
  });
}

beforeAll(async () => {
  api = await startApi();
  await insert('pipeline', { name: 'Empty', position: 2 });
  const pipeline_id = await insert('pipeline', { name: 'Sales', position: 1 });
  await insert('pipeline', { name: 'Gone', position: 0, deleted_at: '2024-01-01T00:00:00Z' });
  await insert('stage', { name: 'Won', pipeline_id, position: 3, probability: 100, status: 'WON' });
  await insert('stage', { name: 'Offer', pipeline_id, position: 2, probability: 50 });
  await insert('stage', { name: 'Lead', pipeline_id, position: 1, probability: 33 });
  await insert('stage', { name: 'Nobody here', pipeline_id, position: 4, probability: 5 });
  await insert('stage', { name: 'Removed', pipeline_id, position: 5, deleted_at: '2024-01-01T00:00:00Z' });
  await insert('user', { name: 'Ada' });
  await insert('user', { name: 'Bob' });
  const steel = { name: 'Steel', country: 'Norway', employees: 10, owner_id: ids['Ada'] };
  await insert('company', { ...steel, industry: 'Metal', created_at: '2023-12-31T23:30:00Z' });
  await insert('company', { name: 'Bread', industry: 'Food', country: 'Norway', created_at: '2024-01-01T00:30:00Z' });
  await insert('company', { name: 'Iron', industry: 'Metal', employees: 5, created_at: '2024-01-31T23:59:59Z' });

  await insertDeal({ amount: [1999, 'EUR'], owner: 'Ada', company: 'Steel', closes: '2024-02-29' });
  await insertDeal({ amount: [3, 'EUR'], owner: 'Ada', company: 'Bread', closes: '2024-02-01' });
  await insertDeal({ amount: [101, 'USD'], owner: 'Bob', company: 'Steel', closes: '2024-03-01' });
  await insertDeal({ owner: 'Bob' });
  await insertDeal({ amount: [5000, 'EUR'], deleted: true });
  await insertDeal({ stage: 'Offer', amount: [1, 'EUR'], owner: 'Ada', company: 'Iron', closes: '2024-02-10' });
  await insertDeal({ stage: 'Won', amount: [70_000_000_001, 'USD'], closes: '1999-12-31' });

  const theirs = api.tenants[1].id;
  const theirPipeline = await insert('pipeline', { name: 'Theirs' }, theirs);
  const theirStage = await insert('stage', { name: 'Their stage', pipeline_id: theirPipeline }, theirs);
  const money = { amount_minor: 1, amount_currency: 'EUR' };
  await insert('deal', { name: 'x', pipeline_id: theirPipeline, stage_id: theirStage, ...money }, theirs);
});

afterAll(() => api?.stop());

const amounts = 'count amounts { currency count sum weighted }';
const reportDocument = `query ($id: ID, $filter: DealFilter) { pipelineReport(pipelineId: $id, filter: $filter) {
  pipeline { name } ${amounts} stages { stage { name probability } ${amounts} } } }`;
const dealDocument = `query ($by: [DealGroup!]!, $filter: DealFilter) { dealTotals(groupBy: $by, filter: $filter) {
  owner { name } stage { name } company { name } pipeline { name } product { name } status industry month ${amounts} } }`;
const companyDocument = `query ($by: [CompanyGroup!]!, $filter: CompanyFilter) { companyTotals(groupBy: $by, filter: $filter) {
  owner { name } industry country month count employees } }`;

interface Totals {
  readonly count: number;
  readonly amounts: { currency: string; count: number; sum: number; weighted: number }[];
}
type Report = Totals & { pipeline: { name: string }; stages: (Totals & { stage: { name: string } })[] };

const reportOf = async (variables: Record<string, unknown> = {}) =>
  (await api.ask<{ pipelineReport: Report | null }>(reportDocument, variables)).pipelineReport;
/** Null keys, of which there are many, left out. */
const dealsBy = async (by: string[], filter?: unknown) => {
  const { dealTotals } = await api.ask<{ dealTotals: Record<string, unknown>[] }>(dealDocument, { by, filter });
  return dealTotals.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
};
const total = (currency: string, count: number, sum: number, weighted: number) => ({ currency, count, sum, weighted });

it('sums up the first pipeline by stage, in its order, each currency for itself, to the cent', async () => {
  expect(await reportOf()).toEqual({
    pipeline: { name: 'Sales' },
    count: 6,
    // Rounded once and at the end: 0.33 × 2002 + 0.50 × 1 is 661.16, though the stages show 661 and 1.
    amounts: [total('EUR', 3, 2003, 661), total('USD', 2, 70_000_000_102, 70_000_000_034)],
    stages: [
      {
        stage: { name: 'Lead', probability: 33 },
        count: 4,
        amounts: [total('EUR', 2, 2002, 661), total('USD', 1, 101, 33)],
      },
      { stage: { name: 'Offer', probability: 50 }, count: 1, amounts: [total('EUR', 1, 1, 1)] },
      {
        stage: { name: 'Won', probability: 100 },
        count: 1,
        amounts: [total('USD', 1, 70_000_000_001, 70_000_000_001)],
      },
      { stage: { name: 'Nobody here', probability: 5 }, count: 0, amounts: [] },
    ],
  });
});

it('reports a pipeline without stages as empty, and one that does not exist here as null', async () => {
  expect(await reportOf({ id: ids['Empty'] })).toEqual({
    pipeline: { name: 'Empty' },
    count: 0,
    amounts: [],
    stages: [],
  });
  expect(await reportOf({ id: newId() })).toBeNull();
  expect(await reportOf({ id: ids['Theirs'] })).toBeNull();
  const { errors } = await api.query(reportDocument, { id: 'sales' });
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'pipelineId' });
});

it('filters what it sums up, also through a relation, and keeps the stages', async () => {
  const report = await reportOf({ filter: { company: { industry: { eq: 'Metal' } }, owner: { name: { eq: 'Ada' } } } });
  expect(report).toMatchObject({ count: 2, amounts: [total('EUR', 2, 2000, 660)] });
  expect(report?.stages.map(({ stage: { name }, count }) => [name, count])).toEqual([
    ['Lead', 1],
    ['Offer', 1],
    ['Won', 0],
    ['Nobody here', 0],
  ]);
});

it('shows a deleted stage while deals are left in it', async () => {
  expect((await reportOf({ filter: { deletedAt: { isNull: false } } }))?.count).toBe(1);
  await insertDeal({ stage: 'Removed', owner: 'Bob' });
  expect((await reportOf())?.stages.at(-1)).toMatchObject({ stage: { name: 'Removed' }, count: 1 });
  await api.sql('delete from deal where stage_id = $1', [ids['Removed']]);
  expect((await reportOf())?.stages.at(-1)).toMatchObject({ stage: { name: 'Nobody here' }, count: 0 });
});

it('groups deals by one key, the largest group first, those without the key among them', async () => {
  expect(await dealsBy(['OWNER'])).toEqual([
    { owner: { name: 'Ada' }, count: 3, amounts: [total('EUR', 3, 2003, 661)] },
    { owner: { name: 'Bob' }, count: 2, amounts: [total('USD', 1, 101, 33)] },
    { count: 1, amounts: [total('USD', 1, 70_000_000_001, 70_000_000_001)] },
  ]);
  expect((await dealsBy(['STATUS'])).map(({ status, count }) => [status, count])).toEqual([
    ['OPEN', 5],
    ['WON', 1],
  ]);
  expect((await dealsBy(['INDUSTRY'])).map(({ industry, count }) => [industry, count])).toEqual([
    ['Metal', 3],
    [undefined, 2],
    ['Food', 1],
  ]);
  expect((await dealsBy(['CLOSE_MONTH'])).map(({ month, count }) => [month, count])).toEqual([
    ['2024-02-01', 3],
    ['1999-12-01', 1],
    ['2024-03-01', 1],
    [undefined, 1],
  ]);
});

it('groups deals by two and three keys', async () => {
  expect(await dealsBy(['OWNER', 'CLOSE_MONTH'], { ownerId: { isNull: false } })).toEqual([
    { owner: { name: 'Ada' }, month: '2024-02-01', count: 3, amounts: [total('EUR', 3, 2003, 661)] },
    { owner: { name: 'Bob' }, month: '2024-03-01', count: 1, amounts: [total('USD', 1, 101, 33)] },
    { owner: { name: 'Bob' }, count: 1, amounts: [] },
  ]);
  const rows = await dealsBy(['STAGE', 'INDUSTRY', 'STATUS']);
  expect(rows).toHaveLength(5);
  expect(rows).toContainEqual({
    stage: { name: 'Offer' },
    industry: 'Metal',
    status: 'OPEN',
    count: 1,
    amounts: [total('EUR', 1, 1, 1)],
  });
});

it('groups by every single key without losing a deal', async () => {
  for (const key of [
    'OWNER',
    'STAGE',
    'PIPELINE',
    'PRODUCT',
    'COMPANY',
    'STATUS',
    'INDUSTRY',
    'CLOSE_MONTH',
    'OPENED_MONTH',
  ]) {
    const rows = await dealsBy([key]);
    expect(
      rows.reduce((sum, { count }) => sum + (count as number), 0),
      key,
    ).toBe(6);
  }
});

it('groups and counts companies, months in UTC', async () => {
  const by = async (keys: string[], filter?: unknown) =>
    (await api.ask<{ companyTotals: unknown[] }>(companyDocument, { by: keys, filter })).companyTotals;
  const row = { owner: null, industry: null, country: null, month: null };
  expect(await by(['INDUSTRY'])).toEqual([
    { ...row, industry: 'Metal', count: 2, employees: 15 },
    { ...row, industry: 'Food', count: 1, employees: 0 },
  ]);
  expect(await by(['CREATED_MONTH'])).toEqual([
    { ...row, month: '2024-01-01', count: 2, employees: 5 },
    { ...row, month: '2023-12-01', count: 1, employees: 10 },
  ]);
  expect(await by(['COUNTRY', 'OWNER'], { deals: { status: { eq: 'OPEN' } } })).toEqual([
    { ...row, country: 'Norway', owner: { name: 'Ada' }, count: 1, employees: 10 },
    { ...row, country: 'Norway', count: 1, employees: 0 },
    { ...row, count: 1, employees: 5 },
  ]);
});

it('refuses no key, four keys and two months', async () => {
  for (const by of [[], ['OWNER', 'STAGE', 'STATUS', 'PRODUCT'], ['CLOSE_MONTH', 'OPENED_MONTH']]) {
    const { errors } = await api.query(dealDocument, { by });
    expect(errors[0]?.extensions, by.join()).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'groupBy' });
  }
  expect(await dealsBy(['STATUS', 'STATUS'])).toHaveLength(2);
});

it('says so when a sum is beyond what a number holds, and not a cent sooner', async () => {
  const most = Number.MAX_SAFE_INTEGER;
  await insertDeal({ stage: 'Won', amount: [most, 'JPY'] });
  expect((await reportOf())?.amounts).toContainEqual(total('JPY', 1, most, most));
  await insertDeal({ stage: 'Won', amount: [1, 'JPY'] });
  const { data, errors } = await api.query(reportDocument);
  expect(data).toEqual({ pipelineReport: null });
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', sum: String(2n ** 53n) });
  await insertDeal({ stage: 'Won', amount: [-2, 'JPY'] });
  expect((await reportOf())?.amounts).toContainEqual(total('JPY', 3, most - 1, most - 1));
  await api.sql(`delete from deal where amount_currency = 'JPY'`);
});

it('rounds half up below zero as well', async () => {
  for (const minor of [-1, -3])
    await insertDeal({ stage: 'Offer', amount: [minor, 'SEK'], owner: minor === -1 ? 'Ada' : 'Bob' });
  const rows = await dealsBy(['OWNER'], { amount: { currency: 'SEK' } });
  expect(rows.map((row) => (row['amounts'] as Totals['amounts'])[0]!.weighted).sort()).toEqual([-1, 0]);
  await api.sql(`delete from deal where amount_currency = 'SEK'`);
});

it('takes as many statements for many groups as for one', async () => {
  const deep = `query ($filter: DealFilter) { dealTotals(groupBy: [OWNER, STAGE, COMPANY], filter: $filter) {
    count owner { name team { name } } stage { name } company { name deals(first: 1) { nodes { name } } } } }`;
  const one = await api.measure<{ dealTotals: unknown[] }>(deep, { filter: { amount: { eq: 1999 } } });
  const all = await api.measure<{ dealTotals: unknown[] }>(deep, { filter: null });
  expect([one.data?.dealTotals.length, all.data?.dealTotals.length]).toEqual([1, 6]);
  expect(all.statements).toBeLessThanOrEqual(one.statements + 1); // the team, which Ada does not have
  const report = [
    await api.measure(reportDocument, { id: ids['Empty'] }),
    await api.measure(reportDocument, { id: ids['Sales'] }),
  ];
  expect(report.map(({ statements }) => statements)).toEqual([2, 3]); // pipeline, sums, and stages where there are any
});

it('depends on amounts and stages of its pipeline, and not on the names of its deals', async () => {
  const { tags } = await api.measure(`{ pipelineReport { count amounts { weighted } } }`);
  const meets = (table: typeof deal | typeof stage, before: Record<string, unknown>, after: Record<string, unknown>) =>
    tagsOfChange(table, {
      type: table.name,
      id: newId(),
      op: 'update',
      before,
      after: { pipelineId: ids['Sales'], ...after },
    }).some((tag) => tags.has(tag));
  expect(meets(deal, { amountMinor: 1 }, { amountMinor: 2 })).toBe(true);
  expect(meets(deal, { stageId: ids['Won'] }, { stageId: ids['Lead'] })).toBe(true);
  expect(meets(deal, { pipelineId: ids['Sales'] }, { pipelineId: ids['Empty'] })).toBe(true);
  expect(meets(stage, { probability: 1 }, { probability: 2 })).toBe(true);
  expect(meets(deal, { name: 'a' }, { name: 'b' })).toBe(false);
  expect(meets(deal, { amountMinor: 1 }, { amountMinor: 2, pipelineId: ids['Empty'] })).toBe(false);
});
