// The subgraph of examples/billing, which other teams copy: what it answers, to whom, and with how many statements.
import { buildSchema, type GraphQLObjectType, graphql } from 'graphql';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSubgraphSchema } from '../../src/api/schema.ts';
import { newId } from '../../src/lib/uuid.ts';
import { asEdge, startTestBilling, subgraphKey, type TestBilling } from '../support/billing.ts';
import { entitiesDocument, supergraphOf } from '../support/gateway.ts';

let billing: TestBilling;
let companyId: string;
let numbers = 0;

beforeAll(async () => {
  billing = await startTestBilling();
});
afterAll(() => billing?.stop());
beforeEach(() => {
  companyId = newId();
});
afterEach(() => vi.restoreAllMocks());

interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly status: string;
}

interface PagesOfInvoices {
  readonly _entities: readonly {
    readonly invoices: {
      readonly nodes: readonly { readonly issuedOn: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  }[];
}

const fields =
  'id number status total { minor currency } lines { description amount { minor } } issuedOn dueOn company { id }';
const createDocument = `mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { ${fields} } }`;

const input = (more: object = {}) => ({
  companyId,
  number: `N-${++numbers}`,
  currency: 'USD',
  issuedOn: '2026-01-02',
  dueOn: '2026-02-01',
  lines: [
    { description: 'Work', minor: 1200 },
    { description: 'Tea', minor: 34 },
  ],
  ...more,
});

async function create(more: object = {}, tenantId = billing.tenantId): Promise<Invoice> {
  const made = await billing.ask<{ createInvoice: Invoice }>(createDocument, { input: input(more) }, tenantId);
  return made.createInvoice;
}

const send = (id: string, tenantId = billing.tenantId) =>
  billing.query<object>('mutation ($id: ID!) { sendInvoice(id: $id) { status } }', { id }, { tenantId });

/** Texts of what is asked of the tables meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await work();
  return query.mock.calls.map(([text]) => String(text)).filter((text) => /billing\.invoice/.test(text));
}

describe('invoices', () => {
  it('are drafted with their lines, and read back', async () => {
    const made = await create();
    expect(made).toMatchObject({
      status: 'DRAFT',
      total: { minor: 1234, currency: 'USD' },
      lines: [
        { description: 'Work', amount: { minor: 1200 } },
        { description: 'Tea', amount: { minor: 34 } },
      ],
      issuedOn: '2026-01-02',
      dueOn: '2026-02-01',
      company: { id: companyId },
    });
    const read = await billing.ask<object>(`query ($id: ID!) { invoice(id: $id) { ${fields} } }`, { id: made.id });
    expect(read).toEqual({ invoice: made });
  });

  it('are outstanding from when they are sent until they are paid, in each currency', async () => {
    const outstanding = async () => {
      const document = entitiesDocument(
        '... on Company { usd: outstanding { minor } eur: outstanding(currency: "EUR") { minor } }',
      );
      const representations = [{ __typename: 'Company', id: companyId }];
      const { _entities } = await billing.ask<{ _entities: { usd: object; eur: object }[] }>(document, {
        representations,
      });
      return _entities[0];
    };
    const { id } = await create();
    expect(await outstanding()).toMatchObject({ usd: { minor: 0 } });
    await send(id);
    expect(await outstanding()).toMatchObject({ usd: { minor: 1234 }, eur: { minor: 0 } });
    await billing.ask('mutation ($id: ID!) { payInvoice(id: $id) { id } }', { id });
    expect(await outstanding()).toMatchObject({ usd: { minor: 0 } });
  });

  it('come in pages, the newest first, each once', async () => {
    for (const day of ['05', '01', '03', '03', '02']) await create({ issuedOn: `2026-01-${day}` });
    const document = `query ($representations: [_Any!]!, $after: String) { _entities(representations: $representations) {
      ... on Company { invoices(first: 2, after: $after) { nodes { id issuedOn } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`;
    const representations = [{ __typename: 'Company', id: companyId }];
    const seen: string[] = [];
    let after: string | null | undefined = null;
    while (after !== undefined) {
      const answer: PagesOfInvoices = await billing.ask(document, { representations, after });
      const { nodes, pageInfo } = answer._entities[0]!.invoices;
      seen.push(...nodes.map(({ issuedOn }) => issuedOn.slice(-2)));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
    }
    expect(seen).toEqual(['05', '03', '03', '02', '01']);
  });

  it('of a mutation with several fields all are written, or none', async () => {
    const { id } = await create();
    const document = `mutation ($id: ID!) { sendInvoice(id: $id) { status } payInvoice(id: $id) { status } again: payInvoice(id: $id) { status } }`;
    const { data, codes, cache } = await billing.query(document, { id });
    expect({ data, codes, cache }).toEqual({ data: null, codes: ['CONFLICT'], cache: null });
    expect(await billing.ask('query ($id: ID!) { invoice(id: $id) { status } }', { id })).toEqual({
      invoice: { status: 'DRAFT' },
    });
  });

  it.each([
    ['a number that is taken', { number: 'taken' }, 'CONFLICT'],
    ['no UUID', { companyId: 'x' }, 'BAD_USER_INPUT'],
    ['a day that does not exist', { dueOn: '2026-02-30' }, 'BAD_USER_INPUT'],
    ['due before it is issued', { dueOn: '2026-01-01' }, 'BAD_USER_INPUT'],
    ['no lines', { lines: [] }, 'BAD_USER_INPUT'],
    ['a character that is no text', { number: 'a\0' }, 'BAD_USER_INPUT'],
    ['a currency in small letters', { currency: 'usd' }, 'BAD_USER_INPUT'],
    ['half a cent', { lines: [{ description: 'x', minor: 0.5 }] }, 'BAD_USER_INPUT'],
    [
      'more than a number holds',
      { lines: Array(2).fill({ description: 'x', minor: Number.MAX_SAFE_INTEGER }) },
      'BAD_USER_INPUT',
    ],
  ])('are refused with a code: %s', async (_, more, code) => {
    if ('number' in more && more.number === 'taken') await create(more);
    const { codes, cache } = await billing.query(createDocument, { input: input(more) });
    expect({ codes, cache }).toEqual({ codes: [code], cache: null });
  });

  it.each([
    ['{ invoices(first: 0) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['{ invoices(first: 101) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['{ invoices(after: "x") { nodes { id } } }', 'BAD_USER_INPUT'],
    ['{ invoice(id: "x") { id } }', 'BAD_USER_INPUT'],
    [`mutation { sendInvoice(id: "${newId()}") { id } }`, 'NOT_FOUND'],
  ])('%s is refused with %s', async (document, code) => {
    expect((await billing.query(document)).codes).toEqual([code]);
  });
});

describe('who asks', () => {
  it('without the key there is nothing to be had, with it and without a viewer the SDL alone', async () => {
    const read = '{ invoices { nodes { id } } }';
    const nothing = { data: null, codes: ['UNAUTHENTICATED'], cache: null };
    for (const headers of [{}, { 'x-clientele-edge': 'another' }, { 'x-clientele-gateway': 'another' }])
      expect(await billing.query(read, {}, { headers })).toEqual(nothing);
    expect(await billing.query(read, {}, { headers: { ...asEdge, 'x-clientele-viewer': 'null' } })).toEqual(nothing);
    for (const path of ['/_cache/position', '/_cache/stream'])
      expect((await fetch(billing.url + path)).status).toBe(404);
  });

  it('a gateway that is no edge gets answers, and nothing beside them', async () => {
    const { data, cache } = await billing.query(
      '{ invoices { nodes { id } } }',
      {},
      { headers: { 'x-clientele-gateway': subgraphKey } },
    );
    expect(data).not.toBeNull();
    expect(cache).toBeNull();
  });

  it('a tenant sees, counts and writes what is its own', async () => {
    const theirs = newId();
    const { id } = await create({}, theirs);
    await send(id, theirs);
    const document = `query ($id: ID!, $representations: [_Any!]!) { invoice(id: $id) { id } invoices(first: 100) { nodes { id } }
      _entities(representations: $representations) { ... on Invoice { id } ... on Company { outstanding { minor } invoices { nodes { id } } } } }`;
    const representations = [
      { __typename: 'Invoice', id },
      { __typename: 'Company', id: companyId },
    ];
    const variables = { id, representations };
    const { invoices, ...seen } = await billing.ask<{ invoices: { nodes: object[] } }>(document, variables);
    expect(seen).toEqual({ invoice: null, _entities: [null, { outstanding: { minor: 0 }, invoices: { nodes: [] } }] });
    expect(invoices.nodes).not.toContainEqual({ id });
    expect((await billing.query('mutation ($id: ID!) { voidInvoice(id: $id) { id } }', { id })).codes).toEqual([
      'NOT_FOUND',
    ]);
    expect(await billing.ask(document, variables, theirs)).toMatchObject({
      invoice: { id },
      _entities: [{ id }, { outstanding: { minor: 1234 } }],
    });
  });
});

describe('as a subgraph', () => {
  it('composes with ours', async () => {
    const ask = async (schema: Parameters<typeof graphql>[0]['schema']) =>
      String(Object((await graphql({ schema, source: '{ _service { sdl } }' })).data?.['_service']).sdl);
    const { _service } = await billing.ask<{ _service: { sdl: string } }>('{ _service { sdl } }');
    const supergraph = buildSchema(
      supergraphOf({ clientele: await ask(createSubgraphSchema()), billing: _service.sdl }),
      {
        assumeValidSDL: true,
      },
    );
    const company = (supergraph.getType('Company') as GraphQLObjectType).getFields();
    expect(['name', 'deals', 'invoices', 'outstanding'].map((name) => String(company[name]?.type))).toEqual([
      'String!',
      'DealConnection',
      'InvoiceConnection!',
      'Money!',
    ]);
  });

  it('a hundred companies take one statement a field, and their invoices one more for the lines', async () => {
    await create();
    const representations = Array.from({ length: 100 }, (_, at) => ({
      __typename: 'Company',
      id: at ? newId() : companyId,
    }));
    const selection =
      '... on Company { id outstanding { minor } invoices { nodes { id lines { description } company { id } } } }';
    let answer: { _entities: { id: string; invoices: { nodes: object[] } }[] } | undefined;
    const statements = await statementsOf(async () => {
      answer = await billing.ask(entitiesDocument(selection), { representations });
    });
    expect(statements).toHaveLength(3);
    expect(answer?._entities.map(({ id }) => id)).toEqual(representations.map(({ id }) => id));
    expect(answer?._entities[0]?.invoices.nodes).toHaveLength(1);
  });

  it('a hundred invoices take one statement', async () => {
    const { id } = await create();
    const representations = Array.from({ length: 100 }, (_, at) => ({ __typename: 'Invoice', id: at ? newId() : id }));
    let found: (object | null)[] = [];
    const statements = await statementsOf(async () => {
      const document = entitiesDocument('... on Invoice { id company { id } }');
      found = (await billing.ask<{ _entities: (object | null)[] }>(document, { representations }))._entities;
    });
    expect(statements).toHaveLength(1);
    expect(found).toEqual([expect.objectContaining({ id }), ...Array(99).fill(null)]);
  });

  it('a representation that is wrong is an error in its own place, and too many are refused', async () => {
    const good = { __typename: 'Company', id: companyId };
    const representations = [
      { __typename: 'Deal', id: companyId },
      good,
      { __typename: 'Invoice', id: 'x' },
      7,
      { __typename: 'Invoice' },
    ];
    const document = entitiesDocument('... on Company { id }');
    const { data, codes, cache } = await billing.query(document, { representations });
    expect(data).toEqual({ _entities: [null, good, null, null, null] });
    expect(codes).toEqual(Array(4).fill('BAD_USER_INPUT'));
    expect(cache).toBeNull();
    expect((await billing.query(document, { representations: [null] })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await billing.query(document, { representations: Array(101).fill(good) })).codes).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });
});
