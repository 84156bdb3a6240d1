// The number of SQL statements of an operation depends on its shape and never on its data: asserted for every edge there is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../src/db/table.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { connectionEdges, idsBehind, type List, lists, tableBehind } from '../support/lists.ts';
import { createWorld, type World } from '../support/world.ts';
import { denseParents } from '../support/world-values.ts';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id, { isDense: true });
});
afterAll(() => api?.stop());

const manyChildren = 20;
const oneEdges = (table: Table) =>
  Object.entries(table.edges).flatMap(([name, edge]) => (edge.kind === 'one' ? [name] : []));

/**
 * What is asked of the record behind an edge: each of its own edges, so that a statement for each child would show.
 * Not those to its own type: rows that were read already are not read again, and a small world leads back to itself.
 */
function below(child: Table): string {
  const ones = oneEdges(child).filter((edge) => tableBehind(child, edge).name !== child.name);
  return `id ${ones.map((edge) => `${edge} { id }`).join(' ')} ${connectionEdges(child)
    .map((edge) => `${edge}(first: 2) { nodes { id } }`)
    .join(' ')}`;
}

interface Counted {
  readonly statements: number;
  readonly parents: number;
  readonly children: number;
}

/** Statements of one operation: a page of these parents, and the edge below each. The document is the same for any parents. */
async function count({ field }: List, ids: readonly string[], edge: string, selection: string): Promise<Counted> {
  const document = `query ($ids: [ID!]) { list: ${field}(first: 100, filter: { id: { in: $ids } }) { nodes { ${edge}${selection} } } }`;
  const { data, errors, statements } = await api.measure<{ list: { nodes: Record<string, unknown>[] } }>(document, {
    ids,
  });
  expect(errors).toEqual([]);
  const behind = data!.list.nodes.map((node) => node[edge]);
  const children = behind.flatMap((each) => (each as { nodes?: unknown[] } | null)?.nodes ?? each ?? []);
  return { statements, parents: behind.length, children: children.length };
}

/** The first 50 rows, which all have something behind the edge; and of them the one with the most, and one with the least. */
function parentsOf(table: Table, edge: string) {
  const byCount = world
    .of(table.name)
    .slice(0, denseParents)
    .map((row) => ({ id: row.id, count: idsBehind(world, table, edge, row).length }))
    .sort((a, b) => a.count - b.count);
  return { quiet: [byCount[0]!.id], crowded: [byCount.at(-1)!.id], all: byCount.map(({ id }) => id) };
}

describe.each(lists.map((list) => [list.field, list] as const))('%s', (_, list) => {
  const { table } = list;

  for (const edge of connectionEdges(table)) {
    it(`${edge}: as many statements for 50 parents as for 1, and for 20 children as for 1`, async () => {
      const child = tableBehind(table, edge);
      const page = (first: number) => `(first: ${first}) { totalCount nodes { ${below(child)} } }`;
      const { crowded, quiet, all } = parentsOf(table, edge);
      const [few, many, manyBelowMany] = [
        await count(list, quiet, edge, page(manyChildren)),
        await count(list, crowded, edge, page(manyChildren)),
        await count(list, all, edge, page(manyChildren)),
      ];
      // The test must have had something to count.
      expect(few.children).toBeLessThan(manyChildren);
      expect(many).toMatchObject({ parents: 1, children: manyChildren });
      expect(manyBelowMany.parents).toBe(denseParents);
      expect(manyBelowMany.children).toBeGreaterThan(denseParents);
      expect([many.statements, manyBelowMany.statements]).toEqual([few.statements, few.statements]);
      // Short pages may read what is behind them with them, and so take less; how much less depends on the page's size alone.
      const [one, oneBelowMany] = [await count(list, crowded, edge, page(1)), await count(list, all, edge, page(1))];
      expect(oneBelowMany).toMatchObject({ statements: one.statements, children: denseParents });
      expect(one.statements).toBeLessThanOrEqual(few.statements);
    });
  }

  for (const edge of oneEdges(table)) {
    it(`${edge}: as many statements for 50 parents as for 1`, async () => {
      const selection = ` { ${below(tableBehind(table, edge))} }`;
      const { quiet, all } = parentsOf(table, edge);
      const [one, many] = [await count(list, quiet, edge, selection), await count(list, all, edge, selection)];
      expect(one).toMatchObject({ parents: 1, children: 1 });
      expect(many).toMatchObject({ parents: denseParents, children: denseParents, statements: one.statements });
    });
  }

  it('external ids: as many statements for 50 records as for 1', async () => {
    const { crowded, all } = parentsOf(table, 'externalIds');
    const [one, many] = [
      await count(list, crowded, 'externalIds', '{ source }'),
      await count(list, all, 'externalIds', '{ source }'),
    ];
    expect(one.children).toBeGreaterThan(manyChildren);
    expect(many.statements).toBe(one.statements);
  });

  it('a page takes as many statements for 100 rows as for 1', async () => {
    const document = `query ($filter: ${table.typename}Filter) { list: ${list.field}(first: 100, filter: $filter) { totalCount pageInfo { endCursor } nodes { ${below(table)} } } }`;
    const ids = world.of(table.name).map((row) => row.id);
    const [one, all] = [
      await api.measure(document, { filter: { id: { in: ids.slice(0, 1) } } }),
      await api.measure(document, { filter: { id: { in: ids } } }),
    ];
    expect([one.errors, all.errors]).toEqual([[], []]);
    expect(all.statements).toBe(one.statements);
  });
});

it('what an activity is about: a statement for each type that occurs, however many activities there are', async () => {
  const list = lists.find(({ table }) => table.name === 'activity')!;
  const about = ' { id ... on Company { name owner { id } } ... on Contact { name } }';
  const ids = world.rows.activity.filter((row) => row.aboutType === 'company').map((row) => row.id);
  const [one, many] = [
    await count(list, ids.slice(0, 1), 'about', about),
    await count(list, ids.slice(0, 50), 'about', about),
  ];
  expect(many).toEqual({ statements: one.statements, parents: 50, children: 50 });
});

it('nodes of 11 types at once: as many statements for 100 ids as for 1', async () => {
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Company { name owner { name } contacts(first: 2) { nodes { id } } } } }`;
  const ids = world.rows.company.map((row) => row.id);
  const [one, many] = [
    await api.measure(document, { ids: ids.slice(0, 1) }),
    await api.measure(document, { ids: ids.slice(0, 50) }),
  ];
  expect([one.errors, many.errors]).toEqual([[], []]);
  expect(many.statements).toBe(one.statements);
});

it('an operation five levels deep takes a statement a list at most, whatever it finds', async () => {
  const document = `query ($filter: CompanyFilter) { companies(first: 100, filter: $filter) { nodes { owner { team { name } } deals(first: 20) { nodes { stage { pipeline { name } }
    contacts(first: 20) { nodes { company { name } tags(first: 20) { nodes { name } } } } } } } } }`;
  const [crowded] = parentsOf(lists.find(({ table }) => table.name === 'company')!.table, 'deals').crowded;
  const [one, all] = [
    await api.measure(document, { filter: { id: { eq: crowded } } }),
    await api.measure(document, {}),
  ];
  expect([one.errors, all.errors]).toEqual([[], []]);
  expect(all.statements).toBe(one.statements);
  // companies, owner, team, deals, stage, pipeline, contacts, company, tags: rows that come with another list take less.
  expect(all.statements).toBeLessThanOrEqual(9);
});

it('the dense world is dense: every one of the first 50 rows of each table has something behind each edge', () => {
  const gaps = lists.flatMap(({ table }) =>
    connectionEdges(table).flatMap((edge) =>
      world
        .of(table.name)
        .slice(0, denseParents)
        .filter((row) => idsBehind(world, table, edge, row).length === 0)
        .map((row) => `${table.name} ${row.id} has no ${edge}`),
    ),
  );
  expect(gaps).toEqual([]);
});

it('an edge that is selected many times is read once', async () => {
  const user = '{ id name email title custom createdAt updatedAt deletedAt version }';
  const once = `query { companies(first: 1) { nodes { owner ${user} } } }`;
  const often = `query { companies(first: 1) { nodes { owner ${user} ${'owner { id } '.repeat(195)} } } }`;
  const [one, many] = [await api.measure(once), await api.measure(often)];
  expect(many.errors).toEqual([]);
  expect([many.data, many.statements]).toEqual([one.data, one.statements]);
  const aliased = Array.from({ length: 50 }, (_, nth) => `o${nth}: owner { id }`).join(' ');
  expect((await api.measure(`query { companies(first: 1) { nodes { ${aliased} } } }`)).errors).toEqual([]);
});
