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
    { seed: 20, numRuns: 40 },
  );
  // A test that only ever compared nothing with nothing would pass.
  expect(shownRows).toBeGreaterThan(40);
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
    ['an empty condition on the time of deletion speaks of it', company, { deletedAt: {} }],
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

describe('a filter that cannot be meant', () => {
  const nested = (depth: number): Filter => (depth === 0 ? { name: { eq: 'Acme' } } : { not: nested(depth - 1) });
  const refused: [string, unknown][] = [
    ['looks through a second relation', { owner: { team: { name: { eq: 'x' } } } }],
    ['looks back through the relation', { contacts: { company: {} } }],
    ['hides a second relation under and, or, not', { owner: { and: [{ or: [{ not: { team: {} } }] }] } }],
    ['nests eleven deep', nested(11)],
    ['nests eleven deep inside a relation', { contacts: nested(11) }],
    ['has 101 conditions', { or: Array.from({ length: 100 }, () => ({ name: { eq: 'x' } })) }],
    ['lists 1,001 values', { name: { in: Array.from({ length: 1001 }, String) } }],
    ['lists 1,001 values to leave out', { name: { notIn: Array.from({ length: 1001 }, String) } }],
    ['lists null', { name: { in: [null] } }],
    ['has an unknown field', { nonsense: { eq: 1 } }],
    ['has an unknown operator', { name: { like: '%' } }],
    ['compares a number with text', { employees: { eq: '5' } }],
    ['compares text with a number', { name: { eq: 5 } }],
    ['compares with a fraction', { employees: { eq: 1.5 } }],
    ['compares with an Int that is too large', { employees: { eq: 2 ** 31 } }],
    ['compares with cents that are too many', { annualRevenue: { eq: 2 ** 53 } }],
    ['compares with a part of a cent', { annualRevenue: { eq: 0.5 } }],
    ['compares with cents in text', { annualRevenue: { eq: '5' } }],
    ['compares with a day in a DateTime', { createdAt: { gt: '2024-01-01' } }],
    ['compares with a day that does not exist', { createdAt: { gt: '2024-02-30T00:00:00Z' } }],
    ['compares with a time without a zone', { createdAt: { gt: '2024-01-01T00:00:00' } }],
    ['compares with no time', { createdAt: { gt: 'now' } }],
    ['compares an id with text', { id: { eq: 'Acme' } }],
    ['compares an id with part of one', { ownerId: { in: ['01900000-0000-7000-8000'] } }],
    ['compares an id with a number', { id: { eq: 5 } }],
    ['compares a custom field without its key', { custom: [{ text: { eq: 'x' } }] }],
    ['compares a custom day that does not exist', { custom: [{ key: 'since', date: { eq: '2023-02-29' } }] }],
    ['is a list', [{ name: { eq: 'x' } }, { name: { eq: 'y' } }]],
    ['is text', 'name'],
    ['holds NUL', { name: { contains: 'a\0b' } }],
    ['holds NUL in a list', { name: { in: ['a\0b'] } }],
    ['holds NUL in an id', { id: { eq: '01900000-0000-7000-8000-00000000000\0' } }],
    ['holds NUL in a key', { custom: [{ key: 'a\0', text: { eq: 'x' } }] }],
    ['holds NUL in a custom text', { custom: [{ key: 'region', text: { eq: '\0' } }] }],
    ['holds NUL in a custom list', { custom: [{ key: 'region', text: { in: ['\0'] } }] }],
    ['holds NUL in a currency', { annualRevenue: { currency: '\0' } }],
    ['holds half a surrogate pair', { name: { startsWith: '\ud83d' } }],
    ['holds the other half', { name: { eq: '\ude00' } }],
    ['holds half a surrogate pair in a custom text', { custom: [{ key: 'region', text: { eq: '\ud83d' } }] }],
    ['holds half a surrogate pair in a currency', { annualRevenue: { currency: '\ud83d' } }],
  ];
  it.each(refused)('and %s is refused with BAD_USER_INPUT', async (_, filter) => {
    const { errors, text } = await api.query(pageDocument(company), { filter });
    expect(
      errors.map((error) => error.extensions.code),
      text,
    ).toContain('BAD_USER_INPUT');
    expect(text).not.toMatch(/INTERNAL|select |node_modules|\.ts\b/);
  });
});

it('values that look dangerous are compared as they are', async () => {
  const texts = [
    '%',
    '_',
    '%%',
    '\\',
    '\\%',
    '\\\\',
    "'",
    "''",
    '"',
    "'; drop table company; --",
    '$1',
    '{}',
    '[]',
    'null',
    '\u0001',
    '\uffff',
    '😀',
    'ı',
    'x'.repeat(20_000),
  ];
  for (const value of texts) {
    for (const operator of ['eq', 'ne', 'gt', 'lte', 'contains', 'startsWith', 'endsWith']) {
      await agree(company, { or: [{ name: { [operator]: value } }, { website: { [operator]: value } }] });
    }
    await agree(company, { name: { notIn: [value] }, custom: [{ key: 'region', text: { ne: value } }] });
    await agree(company, { not: { custom: [{ key: 'region', text: { contains: value } }] } });
    const asKey = await api.query(pageDocument(company), { filter: { custom: [{ key: value, text: { eq: 'x' } }] } });
    expect(asKey.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  }
  const numbers = [0, -0, 5e-324, 1e308, -1e308, 1e21, 0.1];
  for (const value of numbers) await agree(company, { custom: [{ key: 'score', number: { gte: value } }] });
  for (const value of numbers) await agree(company, { custom: [{ key: 'score', number: { eq: value } }] });
});

it('moments at the ends of time are compared or refused, with a code', async () => {
  const moments = [
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2024-01-01T00:00:00.123456789+05:30',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
  ];
  for (const gt of moments) {
    const { errors } = await api.query(pageDocument(company), { filter: { createdAt: { gt } } });
    for (const error of errors) expect(error.extensions.code, gt).toBe('BAD_USER_INPUT');
  }
});
