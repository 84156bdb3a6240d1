// The product as a subgraph: what a gateway composes, and the records that it asks for by their keys (docs/federation.md).
import { buildSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi } from '../support/api.ts';
import {
  asGateway,
  billing,
  entitiesDocument,
  gatewayKey,
  type Representation,
  supergraphOf,
} from '../support/gateway.ts';
import { lists } from '../support/lists.ts';
import { createWorld, type World } from '../support/world.ts';

type Found = { readonly __typename: string; readonly id: string; readonly [field: string]: unknown } | null;
interface Entities {
  readonly _entities: readonly Found[];
}

let api: TestApi;
let ours: World;
let theirs: World;

beforeAll(async () => {
  api = await startApi({ gatewayKey });
  ours = await createWorld(api.sql, api.tenants[0].id, { seed: 1 });
  theirs = await createWorld(api.sql, api.tenants[1].id, { seed: 2 });
});
afterAll(() => api?.stop());

const nameless = '... on Node { id } ... on Record { version deletedAt }';
const options = { headers: asGateway };
const query = (representations: unknown, selection = nameless) =>
  api.query<Entities>(entitiesDocument(selection), { representations }, options);
const ask = async (representations: readonly unknown[], selection = nameless) =>
  (await api.ask<Entities>(entitiesDocument(selection), { representations }, options))._entities;

const company = (id: string): Representation => ({ __typename: 'Company', id });
const living = (table: string) => ours.of(table).filter((row) => !row['deletedAt'] && !row['mergedIntoId']);
/** A representation of every row of ours. */
const all = () =>
  lists.flatMap(({ table }) =>
    ours.of(table.name).map(({ id }): Representation => ({ __typename: table.typename, id })),
  );

describe('_service', () => {
  const read = async () => {
    const document = 'query __ApolloGetServiceDefinition__ { _service { sdl } }';
    const { _service } = await api.ask<{ _service: { sdl: string } }>(document, {}, { ...options, key: null });
    return _service.sdl;
  };

  it('gives every record type its key, and nothing of the fields of federation', async () => {
    const { definitions } = parse(await read());
    const keyed = definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.directives?.some(({ name }) => name.value === 'key')
        ? [node.name.value]
        : [],
    );
    expect(keyed.sort()).toEqual(lists.map(({ table }) => table.typename).sort());
    const names = definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : []));
    expect(names.filter((name) => name.startsWith('_'))).toEqual([]);
  });

  it('composes alone, with the directive for caches', async () => {
    const supergraph = supergraphOf({ clientele: await read() });
    expect(supergraph).toContain('viewer: Viewer! @cacheControl(scope: PRIVATE)');
    expect(supergraph).toContain('directive @cacheControl(');
    buildSchema(supergraph, { assumeValidSDL: true });
  });

  it('composes with a subgraph that adds to our types and has amounts and pages of its own', async () => {
    const supergraph = buildSchema(supergraphOf({ clientele: await read(), billing }), { assumeValidSDL: true });
    const { name, deals, invoices } = (supergraph.getType('Company') as GraphQLObjectType).getFields();
    expect([name, deals, invoices].map((field) => String(field?.type))).toEqual([
      'String!',
      'DealConnection',
      '[Invoice!]!',
    ]);
  });

  it('a subgraph that claims a field of ours does not compose, and one hears why', async () => {
    const claim = billing.replace('invoices: [Invoice!]! }', 'name: String! }');
    const sdl = await read();
    expect(() => supergraphOf({ clientele: sdl, billing: claim })).toThrow(/INVALID_FIELD_SHARING.*Company\.name/);
  });
});

describe('_entities', () => {
  it.each(lists.map((list) => [list.table.typename, list] as const))('finds each %s by its id', async (_, list) => {
    const rows = ours.of(list.table.name).slice(0, 100);
    const found = await ask(rows.map(({ id }) => ({ __typename: list.table.typename, id })));
    const { nodes } = await api.ask<{ nodes: Found[] }>(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ${nameless} } }`,
      { ids: rows.map(({ id }) => id) },
    );
    expect(nodes).not.toContain(null);
    // Also of what was deleted, which shows when, and what was merged, which leads to the record that lives on.
    expect(found).toEqual(nodes);
  });

  it('answers several types at once, in the order asked, again where asked again, null where there is none', async () => {
    const [first, second] = living('company');
    const [person] = living('contact');
    const asked = [
      company(second!.id),
      { __typename: 'Contact', id: person!.id },
      company(newId()),
      { __typename: 'Deal', id: first!.id }, // an id of a company
      company(first!.id),
      company(second!.id.toUpperCase()),
    ];
    const found = await ask(asked, '... on Company { id name } ... on Contact { id lastName }');
    const same = { __typename: 'Company', id: second!.id, name: second!['name'] };
    expect(found).toEqual([
      same,
      { __typename: 'Contact', id: person!.id, lastName: person!['lastName'] },
      null,
      null,
      { __typename: 'Company', id: first!.id, name: first!['name'] },
      same,
    ]);
    expect(await ask([])).toEqual([]);
  });

  it('goes on to edges and values of the records', async () => {
    const row = living('company').find((each) => each['ownerId'] !== null)!;
    const below =
      'id annualRevenue { minor currency } owner { id } deals(first: 2) { nodes { id } pageInfo { hasNextPage } }';
    const { company: single } = await api.ask<{ company: object }>(
      `query ($id: ID!) { company(id: $id) { ${below} } }`,
      { id: row.id },
    );
    expect(await ask([company(row.id)], `... on Company { ${below} }`)).toEqual([{ __typename: 'Company', ...single }]);
  });

  it('takes representations that stand in the document, and fields beside the key', async () => {
    const { id } = living('company')[0]!;
    const document = `query ($id: ID!) {
      written: _entities(representations: [{ __typename: "Company", id: "${id}", name: "of another subgraph" }]) { ${nameless} }
      mixed: _entities(representations: [{ __typename: "Company", id: $id }]) { ${nameless} }
    }`;
    const { written, mixed } = await api.ask<Record<string, Found[]>>(document, { id }, options);
    expect(written).toMatchObject([{ id }]);
    expect(mixed).toEqual(written);
  });

  it('an id of another tenant is as unknown as one of nobody', async () => {
    const strange = lists.flatMap(({ table }) =>
      theirs
        .of(table.name)
        .slice(0, 9)
        .map(({ id }) => ({ __typename: table.typename, id })),
    );
    expect(strange.length).toBeGreaterThan(50);
    expect(new Set(await ask(strange))).toEqual(new Set([null]));
  });

  it('takes as many statements for 100 representations as for one of each type', async () => {
    const edges =
      '... on Company { owner { name } deals(first: 2) { nodes { id } } } ... on Contact { company { name } }';
    const count = async (representations: readonly Representation[], selection: string) => {
      const found = await api.measure<Entities>(entitiesDocument(selection), { representations });
      expect(found.errors).toEqual([]);
      expect(found.data?._entities).toHaveLength(representations.length);
      return found.statements;
    };
    const everyType = lists.map(({ table }) => ({ __typename: table.typename, id: living(table.name)[0]!.id }));
    expect(await count(everyType, nameless)).toBe(lists.length);
    expect(
      await count(
        all()
          .filter((_, at) => at % 3 === 0)
          .slice(0, 100),
        nameless,
      ),
    ).toBeLessThanOrEqual(lists.length + 2);

    const some = (most: number) => [
      ...living('company')
        .filter((row) => row['ownerId'])
        .slice(0, most)
        .map(({ id }) => company(id)),
      ...living('contact')
        .filter((row) => row['companyId'])
        .slice(0, most)
        .map(({ id }) => ({ __typename: 'Contact', id })),
    ];
    expect(some(15).length).toBeGreaterThan(20);
    expect(await count(some(15), edges)).toBe(await count(some(1), edges));
  });

  it('refuses more than 100', async () => {
    const many = (most: number) => Array.from({ length: most }, () => company(newId()));
    expect((await query(many(100))).errors).toEqual([]);
    const { data, errors } = await query(many(101));
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        path: ['_entities'],
        message: '`_entities` takes at most 100 representations, got 101.',
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ]);
  });

  const anyId = '01901234-5678-7abc-8def-0123456789ab';
  it.each([
    [{ id: anyId }, /__typename/],
    [{ __typename: 'Invoice', id: anyId }, /Company, .*got "Invoice"/],
    [{ __typename: 'Tenant', id: anyId }, /__typename/],
    [{ __typename: ['Company'], id: anyId }, /__typename/],
    [{ __typename: 'constructor', id: anyId }, /__typename/],
    [{ __typename: 'Company' }, /key `id`/],
    [{ __typename: 'Company', id: 7 }, /key `id`/],
    [{ __typename: 'Company', id: 'c-1' }, /UUID/],
    ['Company', /__typename/],
    [[], /__typename/],
  ])('a representation %j is an error in its place, beside the others', async (wrong, message) => {
    const { id } = living('company')[0]!;
    const { data, errors } = await query([company(id), wrong, company(id)]);
    expect(data?._entities.map((each) => each?.id)).toEqual([id, undefined, id]);
    expect(errors).toMatchObject([
      { path: ['_entities', 1], message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it.each([null, [null], 'Company'])('representations %j are no list of them', async (wrong) => {
    const { data, errors } = await query(wrong);
    expect(data).toSatisfy((value: Entities | null) => value === null || wrong === 'Company');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
