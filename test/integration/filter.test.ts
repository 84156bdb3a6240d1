// Filters: what a list shows under one is what the same words mean over the same rows, said again in JavaScript.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../src/db/filter.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { filters } from '../support/filter-arbitrary.ts';
import { idsMatching } from '../support/filter-model.ts';
import { type List, listOf, lists, type Page, pageDocument } from '../support/lists.ts';
import { createWorld, type World } from '../support/world.ts';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id);
});
afterAll(() => api?.stop());

/** What the API shows, by id; the count beside it must agree. */
async function shown(list: List, filter: unknown): Promise<string[]> {
  const { page } = await api.ask<{ page: Page }>(pageDocument(list), { first: 100, filter });
  expect(page.totalCount).toBe(page.nodes.length);
  return page.nodes.map((node) => node.id);
}

async function agree(list: List, filter: Filter): Promise<string[]> {
  const ids = await shown(list, filter);
  expect(ids, JSON.stringify(filter)).toEqual(idsMatching(world, list.table, filter));
  return ids;
}

const company = listOf('company');
const deal = listOf('deal');
const activity = listOf('activity');

it.each(lists.map((list) => [list.field, list] as const))('any filter of %s shows what it says', async (_, list) => {
  let shownRows = 0;
  await fc.assert(
    fc.asyncProperty(filters(world, list.table), async (filter) => {
      shownRows += (await agree(list, filter)).length;
    }),
    { seed: 20, numRuns: 80 },
  );
  // A test that only ever compared nothing with nothing would pass.
  expect(shownRows).toBeGreaterThan(80);
});

describe('what a filter means', () => {
  const meanings: [string, List, Filter][] = [
    ['a list of no alternatives matches nothing', company, { or: [] }],
    ['a list of no conditions matches everything', company, { and: [] }],
    ['an empty filter matches everything', company, {}],
    ['nothing is not everything', company, { not: {} }],
    ['a condition that is null is no condition', company, { name: null, and: null, not: null }],
    ['what has no value differs from every value', company, { industry: { ne: 'software' } }],
    ['what has no value is in none of the values', company, { industry: { notIn: ['software'] } }],
    ['what has no value is not less than anything', company, { employees: { lt: 2_147_483_647 } }],
    ['not turns unknown into a match', company, { not: { employees: { lt: 2_147_483_647 } } }],
    ['equal to null means without a value', company, { industry: { eq: null } }],
    ['different from null means with a value', company, { industry: { ne: null } }],
    ['in no values is nothing', company, { name: { in: [] } }],
    ['in none of no values is everything', company, { industry: { notIn: [] } }],
    ['equality regards case', company, { name: { eq: 'acme' } }],
    ['containing does not regard case', company, { name: { contains: 'ACME' } }],
    ['a per cent sign is a letter', company, { name: { contains: '%' } }],
    ['an underscore is a letter', company, { name: { contains: 'a_b' } }],
    ['a backslash is a letter', company, { name: { endsWith: '\\slash' } }],
    ['the empty text is contained in every text', company, { city: { contains: '' } }],
    ['money is compared by its minor units', deal, { amount: { gt: 1999, lte: 100_000 } }],
    ['money may be confined to a currency', deal, { amount: { currency: 'EUR', gte: 0 } }],
    ['money that equals null is no money', deal, { amount: { eq: null } }],
    ['the relation of a deleted record is none', deal, { company: {} }],
    ['a relation that speaks of deletion sees the deleted', deal, { company: { deletedAt: { isNull: false } } }],
    [
      'not having a matching relation includes having none',
      company,
      { not: { contacts: { email: { isNull: false } } } },
    ],
    ['a relation matches when one of many does', company, { deals: { status: { eq: 'WON' } } }],
    ['a link leads through its table', company, { tags: { color: { eq: '#c0ffee' } } }],
    ['a filter that speaks of deletion sees the deleted', company, { deletedAt: { isNull: false } }],
    [
      'even one that speaks of it in an alternative',
      company,
      { or: [{ deletedAt: { isNull: false } }, { name: { eq: 'Acme' } }] },
    ],
    ['a custom text is compared as text', company, { custom: [{ key: 'region', text: { contains: 'acme' } }] }],
    ['a custom number is compared as a number', company, { custom: [{ key: 'score', number: { gt: 0.05, lte: 42 } }] }],
    ['a custom number equals its other spelling', company, { custom: [{ key: 'score', number: { eq: 42.0 } }] }],
    ['a custom day is compared as a day', company, { custom: [{ key: 'since', date: { gte: '2024-01-01' } }] }],
    ['a custom flag is compared', company, { custom: [{ key: 'vip', boolean: { eq: false } }] }],
    [
      'a custom value of another type counts as none',
      company,
      { custom: [{ key: 'score', number: { isNull: true } }] },
    ],
    ['a custom field that equals null has no value', company, { custom: [{ key: 'region', text: { eq: null } }] }],
    ['a custom field that differs from null has a value', company, { custom: [{ key: 'region', text: { ne: null } }] }],
    [
      'conditions on several custom fields all hold',
      company,
      {
        custom: [
          { key: 'vip', boolean: { eq: true } },
          { key: 'score', number: { gte: 0 } },
        ],
      },
    ],
    ['an enum is one of its values', activity, { kind: { in: ['TASK', 'CALL'] } }],
  ];
  it.each(meanings)('%s', async (_, list, filter) => {
    await agree(list, filter);
  });

  it('the kind of the record that an activity is about is a value of RecordType', async () => {
    for (const [filter, kinds] of [
      [{ eq: 'COMPANY' }, ['company']],
      [{ in: ['DEAL', 'USER'] }, ['deal', 'user']],
    ] as const) {
      const expected = world.rows.activity.filter(
        (row) => row.deletedAt === null && (kinds as readonly unknown[]).includes(row.aboutType),
      );
      expect(expected.length).toBeGreaterThan(0);
      expect(await shown(activity, { aboutType: filter })).toEqual(expected.map((row) => row.id).sort());
    }
  });

  it('an id in capital letters is the same id, and the answer depends on the same tags', async () => {
    const ownerId = world.rows.company.find((row) => row.ownerId !== null && row.deletedAt === null)!.ownerId!;
    for (const operators of [(id: string) => ({ eq: id }), (id: string) => ({ in: [id] })]) {
      const [small, capital] = [operators(ownerId), operators(ownerId.toUpperCase())];
      expect((await shown(company, { ownerId: small })).length).toBeGreaterThan(0);
      expect(await shown(company, { ownerId: capital })).toEqual(await shown(company, { ownerId: small }));
      const tagsOf = async (filter: unknown) =>
        (await api.measure(pageDocument(company), { filter: { ownerId: filter } })).tags;
      expect(await tagsOf(capital)).toEqual(await tagsOf(small));
    }
  });
});
