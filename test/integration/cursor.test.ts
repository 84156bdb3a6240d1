// Cursors and page sizes that are refused: under another filter or order, of another list, or made up.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi, type Variables } from '../support/api.ts';
import { listOf, lists, type Page, pageBelowDocument, pageDocument } from '../support/lists.ts';
import { createWorld, living, type World } from '../support/world.ts';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id);
});
afterAll(() => api?.stop());

const companies = pageDocument(listOf('company'));
const contactsBelow = pageBelowDocument(listOf('company'), 'contacts');

/** The code of the one error, or null when the page was given. */
async function refusal(variables: Variables, document = companies): Promise<string | null> {
  const { errors, text } = await api.query(document, variables);
  expect(errors.length, text).toBeLessThanOrEqual(1);
  return errors[0]?.extensions.code ?? null;
}

const cursorOf = async (variables: Variables, document = companies): Promise<string> =>
  (await api.ask<{ page: Page }>(document, { first: 2, ...variables })).page.pageInfo.endCursor!;

const byName = { orderBy: [{ field: 'NAME' }] };
const byAll = {
  orderBy: [
    { field: 'NAME' },
    { field: 'EMPLOYEES', direction: 'DESC' },
    { field: 'ANNUAL_REVENUE' },
    { field: 'CREATED_AT' },
  ],
};

describe('a cursor is refused', () => {
  const others: [string, Variables, Variables][] = [
    ['without the order', byName, {}],
    ['under another key', byName, { orderBy: [{ field: 'COUNTRY' }] }],
    ['in the other direction', byName, { orderBy: [{ field: 'NAME', direction: 'DESC' }] }],
    [
      'with nulls at the other end',
      { orderBy: [{ field: 'COUNTRY' }] },
      { orderBy: [{ field: 'COUNTRY', nulls: 'FIRST' }] },
    ],
    ['with one key more', byName, { orderBy: [{ field: 'NAME' }, { field: 'COUNTRY' }] }],
    [
      'with the keys the other way round',
      { orderBy: [{ field: 'CREATED_AT' }, { field: 'UPDATED_AT' }] },
      { orderBy: [{ field: 'UPDATED_AT' }, { field: 'CREATED_AT' }] },
    ],
    ['with a filter', byName, { ...byName, filter: { employees: { gte: 0 } } }],
    ['without the filter', { ...byName, filter: { employees: { gte: 0 } } }, byName],
    ['with another value in the filter', { filter: { employees: { gte: 0 } } }, { filter: { employees: { gte: -1 } } }],
  ];
  it.each(others)('%s', async (_, made, used) => {
    const after = await cursorOf(made);
    expect(await refusal({ ...made, first: 2, after })).toBe(null);
    expect(await refusal({ ...used, first: 2, after })).toBe('BAD_CURSOR');
    expect(await refusal({ ...used, last: 2, before: after })).toBe('BAD_CURSOR');
  });

  it('in the list of every other type', async () => {
    const after = await cursorOf(byName);
    for (const list of lists.filter(({ table }) => table.name !== 'company')) {
      const orderBy = 'NAME' in list.table.orders ? byName : {};
      expect(await refusal({ ...orderBy, after }, pageDocument(list)), list.field).toBe('BAD_CURSOR');
    }
  });

  it('below a parent as well', async () => {
    const after = await cursorOf(byName);
    expect(await refusal({ ...byName, id: living(world.rows.company)[0]!.id, after }, contactsBelow)).toBe(
      'BAD_CURSOR',
    );
  });

  it('when its beginning, its end or its middle is missing', async () => {
    const cursor = await cursorOf(byAll);
    for (const broken of [
      cursor.slice(0, -4),
      cursor.slice(4),
      cursor.slice(0, 20) + cursor.slice(24),
      cursor + cursor,
      cursor.slice(0, 1),
      '',
    ]) {
      expect(await refusal({ ...byAll, after: broken }), broken).toBe('BAD_CURSOR');
    }
  });

  it('when it is no cursor at all', async () => {
    const long = 'A'.repeat(10_000);
    for (const text of [
      'garbage',
      '0',
      'null',
      '[]',
      '../..',
      "' or 1=1 --",
      long,
      Buffer.from('{}').toString('base64url'),
      Buffer.from('[1e999]').toString('base64url'),
    ]) {
      expect(await refusal({ ...byAll, after: text }), text.slice(0, 20)).toBe('BAD_CURSOR');
    }
  });

  it('when a value in it has the wrong type or form', async () => {
    const parts = JSON.parse(Buffer.from(await cursorOf(byAll), 'base64url').toString()) as unknown[];
    // Fingerprint, name, employees, annual revenue, created at, id.
    const wrong: readonly unknown[][] = [
      ['', null, 'AAAAAAAA', 1],
      [null, 1, true, [], {}, 'NUL \0'],
      ['x', '5', 1.5, 1e300, 2 ** 31, true, [1], {}],
      ['x', '5', 1.5, 2 ** 53, true, [1], {}],
      [
        null,
        'x',
        1,
        '2024-02-30T00:00:00.000Z',
        '2024-01-01',
        'infinity',
        '2024-13-01T00:00:00.000Z',
        '0000-00-00T00:00:00Z',
        {},
      ],
      [null, 'x', 1, '0190b1c0', '0190B1C0-0000-7000-8000-000000000000', {}],
    ];
    expect(parts).toHaveLength(wrong.length);
    for (const [at, values] of wrong.entries()) {
      for (const value of values) {
        const cursor = Buffer.from(JSON.stringify(parts.with(at, value))).toString('base64url');
        expect(await refusal({ ...byAll, after: cursor }), JSON.stringify({ at, value })).toBe('BAD_CURSOR');
      }
    }
    for (const other of [parts.slice(0, -1), [...parts, 1], [], parts[0], { ...parts }]) {
      const cursor = Buffer.from(JSON.stringify(other)).toString('base64url');
      expect(await refusal({ ...byAll, after: cursor }), JSON.stringify(other)).toBe('BAD_CURSOR');
    }
  });

  it('whatever it is made of, and never with an answer that is our defect', async () => {
    const fingerprint = (JSON.parse(Buffer.from(await cursorOf(byAll), 'base64url').toString()) as unknown[])[0];
    const values = fc.array(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.date().map(String)), {
      minLength: 5,
      maxLength: 5,
    });
    const madeUp = fc.oneof(
      fc.string({ unit: 'binary' }),
      values.map((each) => Buffer.from(JSON.stringify([fingerprint, ...each])).toString('base64url')),
    );
    await fc.assert(
      fc.asyncProperty(madeUp, async (cursor) => {
        expect(await refusal({ ...byAll, after: cursor })).toBe('BAD_CURSOR');
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});

it('a cursor is a position: values of no row, or of a row that is gone, continue behind where the row would be', async () => {
  const { page } = await api.ask<{ page: Page }>(companies, { ...byName, first: 100 });
  const parts = JSON.parse(Buffer.from(page.edges[3]!.cursor, 'base64url').toString()) as unknown[];
  const after = Buffer.from(JSON.stringify(parts.with(2, 'ffffffff-ffff-7fff-8fff-ffffffffffff'))).toString(
    'base64url',
  );
  const { page: rest } = await api.ask<{ page: Page }>(companies, { ...byName, first: 100, after });
  const nameOf = (id: string) => world.rows.company.find((row) => row.id === id)!.name;
  const fourth = nameOf(page.nodes[3]!.id);
  const ids = page.nodes.map((node) => node.id);
  expect(rest.nodes.map((node) => node.id)).toEqual(ids.slice(ids.findLastIndex((id) => nameOf(id) === fourth) + 1));
});

describe('the size of a page', () => {
  const wrong: [string, Variables][] = [
    ['first is 0', { first: 0 }],
    ['first is 101', { first: 101 }],
    ['first is negative', { first: -1 }],
    ['first is the largest Int', { first: 2_147_483_647 }],
    ['first is no Int', { first: 2_147_483_648 }],
    ['first is a fraction', { first: 1.5 }],
    ['first is text', { first: '5' }],
    ['last is 0', { last: 0 }],
    ['last is 101', { last: 101 }],
    ['last is negative', { last: -1 }],
    ['both ends are asked for', { first: 1, last: 1 }],
    ['first comes with before', { first: 1, before: 'x' }],
    ['last comes with after', { last: 1, after: 'x' }],
    ['before comes alone', { before: 'x' }],
    [
      'the order has six keys',
      {
        orderBy: ['NAME', 'INDUSTRY', 'EMPLOYEES', 'COUNTRY', 'FOUNDED_YEAR', 'CREATED_AT'].map((field) => ({ field })),
      },
    ],
    ['the order has an unknown key', { orderBy: [{ field: 'DOMAIN' }] }],
    ['the order has an unknown direction', { orderBy: [{ field: 'NAME', direction: 'SIDEWAYS' }] }],
  ];
  it.each(wrong)('is refused when %s', async (_, variables) => {
    expect(await refusal(variables)).toBe('BAD_USER_INPUT');
    const { orderBy, ...sizes } = variables;
    if (!orderBy)
      expect(await refusal({ ...sizes, id: living(world.rows.company)[0]!.id }, contactsBelow)).toBe('BAD_USER_INPUT');
  });

  it('is 20 when nobody says it', async () => {
    const { page } = await api.ask<{ page: Page }>(companies);
    expect(page.nodes).toHaveLength(20);
    expect(page.pageInfo.hasNextPage).toBe(true);
  });

  it('a refused list leaves the rest of the answer whole', async () => {
    const { status, data, errors } = await api.query(
      '{ viewer { tenant { name } } companies(first: 0) { nodes { id } } contacts(first: 1) { nodes { __typename } } }',
    );
    expect({ status, data }).toEqual({
      status: 200,
      data: { viewer: { tenant: { name: 'Ours' } }, companies: null, contacts: { nodes: [{ __typename: 'Contact' }] } },
    });
    expect(errors).toMatchObject([{ path: ['companies'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }]);
  });
});
