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
const plainEdges = (table: Table) =>
  Object.entries(table.edges).flatMap(([name, edge]) => (edge.kind === 'one' ? [name] : []));

/** What is asked of the record behind an edge: each of its own edges, so that a statement for each child would show. */
function below(child: Table): string {
  return `id ${plainEdges(child)
    .map((edge) => `${edge} { id }`)
    .join(' ')} ${connectionEdges(child)
    .map((edge) => `${edge}(first: 2) { nodes { id } }`)
    .join(' ')}`;
}

interface Counted {
  readonly statements: number;
  readonly parents: number;
  readonly children: number;
}

/** Statements of one operation: a page of these parents, and the edge below each. */
async function count(
  { field, table }: List,
  ids: readonly string[],
  edge: string,
  selection: string,
): Promise<Counted> {
  const document = `query ($ids: [ID!]) { list: ${field}(first: 100, filter: { id: { in: $ids } }) { nodes { ${edge}${selection} } } }`;
  const { data, errors, statements } = await api.measure<{ list: { nodes: Record<string, unknown>[] } }>(document, {
    ids,
  });
  expect(errors).toEqual([]);
  const behind = data!.list.nodes.map((node) => node[edge]);
  const children = behind.flatMap((each) => (each as { nodes?: unknown[] } | null)?.nodes ?? each ?? []);
  return { statements, parents: behind.length, children: children.length };
}

/** The first row has many behind each edge, the second a few; the first 50 have at least one each. */
const parentsOf = (table: Table) => {
  const ids = world
    .of(table.name)
    .slice(0, denseParents)
    .map((row) => row.id);
  return { crowded: ids.slice(0, 1), quiet: ids.slice(1, 2), all: ids };
};

describe.each(lists.map((list) => [list.field, list] as const))('%s', (_, list) => {
  const { table } = list;

  for (const edge of connectionEdges(table)) {
    it(`${edge}: as many statements for 50 parents as for 1, and for 20 children as for 1`, async () => {
      const child = tableBehind(table, edge);
      const page = (first: number) => `(first: ${first}) { totalCount nodes { ${below(child)} } }`;
      const { crowded, quiet, all } = parentsOf(table);
      const few = await count(list, crowded, edge, page(1));
      const many = await count(list, crowded, edge, page(manyChildren));
      const manyBelowMany = await count(list, all, edge, page(manyChildren));
      // The test must have had something to count.
      expect(few).toMatchObject({ parents: 1, children: 1 });
      expect(many).toMatchObject({ parents: 1, children: manyChildren });
      expect(manyBelowMany.parents).toBe(denseParents);
      expect(manyBelowMany.children).toBeGreaterThan(denseParents);
      expect(await count(list, quiet, edge, page(manyChildren))).toMatchObject({ statements: few.statements });
      expect([many.statements, manyBelowMany.statements]).toEqual([few.statements, few.statements]);
    });
  }

  for (const edge of plainEdges(table)) {
    it(`${edge}: as many statements for 50 parents as for 1`, async () => {
      const selection = ` { ${below(tableBehind(table, edge))} }`;
      const { quiet, all } = parentsOf(table);
      const [one, many] = [await count(list, quiet, edge, selection), await count(list, all, edge, selection)];
      expect(one).toMatchObject({ parents: 1, children: 1 });
      expect(many).toMatchObject({ parents: denseParents, children: denseParents, statements: one.statements });
    });
  }

  it('external ids: as many statements for 50 records as for 1', async () => {
    const { crowded, all } = parentsOf(table);
    const [one, many] = [
      await count(list, crowded, 'externalIds', '{ source }'),
      await count(list, all, 'externalIds', '{ source }'),
    ];
    expect(one.children).toBeGreaterThan(manyChildren);
    expect(many.statements).toBe(one.statements);
  });

  it('a page of 1 and a page of 100 take as many statements', async () => {
    const document = `query ($first: Int) { list: ${list.field}(first: $first) { totalCount pageInfo { endCursor } nodes { ${below(table)} } } }`;
    const [small, large] = [await api.measure(document, { first: 1 }), await api.measure(document, { first: 100 })];
    expect([small.errors, large.errors]).toEqual([[], []]);
    expect(large.statements).toBe(small.statements);
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

it('an operation five levels deep takes one statement a list, whatever it finds', async () => {
  const document = `query ($n: Int) { companies(first: $n) { nodes { owner { team { name } } deals(first: $n) { nodes { stage { pipeline { name } } contacts(first: $n) { nodes { company { name } tags(first: $n) { nodes { name } } } } } } } } }`;
  const [small, large] = [await api.measure(document, { n: 1 }), await api.measure(document, { n: 20 })];
  expect([small.errors, large.errors]).toEqual([[], []]);
  expect(large.statements).toBe(small.statements);
  // companies, owner, team, deals, stage, pipeline, contacts, company, tags: rows that come with another list take less.
  expect(large.statements).toBeLessThanOrEqual(9);
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
