// Pages: walking any list by cursors, forwards or backwards, shows each row once and in the order of one long sort.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snake, type Table } from '../../src/db/table.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { inTurns } from '../support/in-turns.ts';
import {
  connectionEdges,
  idsBehind,
  type ListArgs,
  listOf,
  lists,
  type OrderBy,
  type Page,
  pageBelowDocument,
  pageDocument,
  tableBehind,
} from '../support/lists.ts';
import { createRandom } from '../support/random.ts';
import { createWorld, type World } from '../support/world.ts';
import { moments } from '../support/world-values.ts';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi({ poolMax: 6 });
  // Fewer rows than usual and more links: walks with pages of 1 are many requests, lists below a parent should not be short.
  const sizes = { company: 16, contact: 16, deal: 18, activity: 24, custom_field: 15, user: 10, tagging: 200 };
  world = await createWorld(api.sql, api.tenants[0].id, { sizes });
});
afterAll(() => api?.stop());

const sizes = [1, 2, 3, 7, 100];
const random = createRandom(7);
type GetPage = (args: ListArgs) => Promise<Page>;

/** One sort of everything, written here again: keys in their direction, nulls in their place, ids in the last direction. */
function sorted(
  table: Table,
  orderBy: readonly OrderBy[],
  where = 'deleted_at is null',
  values: unknown[] = [],
): Promise<string[]> {
  const keys = orderBy.map(
    ({ field, direction, nulls }) => `"${snake(table.orders[field]!)}" ${direction} nulls ${nulls}`,
  );
  const text = `select id from "${table.name}" where tenant_id = $1 and ${where} order by ${[...keys, `id ${orderBy.at(-1)?.direction ?? 'ASC'}`].join()}`;
  return api.sql<{ id: string }>(text, [world.tenantId, ...values]).then((rows) => rows.map((row) => row.id));
}

/** Walks to the end and judges every page on the way; gives the ids in the order of the list. */
async function walk(
  getPage: GetPage,
  size: number,
  isBackwards: boolean,
  args: ListArgs,
  betweenPages?: (page: Page) => Promise<void>,
): Promise<string[]> {
  const seen: string[][] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page = await getPage({
      ...args,
      ...(isBackwards ? { last: size, before: cursor } : { first: size, after: cursor }),
    });
    const { edges, nodes, pageInfo } = page;
    expect(nodes).toEqual(edges.map((edge) => edge.node));
    const [behind, ahead] = isBackwards
      ? [pageInfo.hasNextPage, pageInfo.hasPreviousPage]
      : [pageInfo.hasPreviousPage, pageInfo.hasNextPage];
    expect(behind).toBe(cursor !== null);
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      edges.at(0)?.cursor ?? null,
      edges.at(-1)?.cursor ?? null,
    ]);
    if (ahead) expect(nodes).toHaveLength(size);
    seen.push(nodes.map((node) => node.id));
    if (!ahead) return (isBackwards ? seen.reverse() : seen).flat();
    cursor = isBackwards ? pageInfo.startCursor : pageInfo.endCursor;
    await betweenPages?.(page);
  }
}

const pagesOf = (name: string): GetPage => {
  const document = pageDocument(listOf(name));
  return async (args) => (await api.ask<{ page: Page }>(document, args as Record<string, unknown>)).page;
};
const pagesBelow = (name: string, edge: string, id: string): GetPage => {
  const document = pageBelowDocument(listOf(name), edge);
  return async (args) => (await api.ask<{ parent: { page: Page } }>(document, { ...args, id })).parent.page;
};

const directions = ['ASC', 'DESC'] as const;
const places = ['FIRST', 'LAST'] as const;
const singleOrders = (table: Table): OrderBy[][] =>
  Object.entries(table.orders).flatMap(([field, column]) =>
    directions.flatMap((direction) =>
      (table.columns[column]!.nullable ? places : ['LAST' as const]).map((nulls) => [{ field, direction, nulls }]),
    ),
  );
const severalKeys = (table: Table, count: number): OrderBy[] =>
  random
    .shuffle(Object.keys(table.orders))
    .slice(0, count)
    .map((field) => ({ field, direction: random.pick(directions), nulls: random.pick(places) }));

describe.each(lists.map((list) => [list.field, list] as const))('%s', (_, { table }) => {
  it('walked by each single key, in each direction, with nulls at either end, shows each row once and in order', async () => {
    await inTurns(singleOrders(table), async (orderBy, index) => {
      const expected = await sorted(table, orderBy);
      for (const isBackwards of [false, true]) {
        const size = [2, 3, 7, 100][(index + (isBackwards ? 2 : 0)) % 4]!;
        expect(
          await walk(pagesOf(table.name), size, isBackwards, { orderBy }),
          JSON.stringify({ orderBy, size, isBackwards }),
        ).toEqual(expected);
      }
    });
  });

  it('walked by several keys and under a filter, with pages of any size, shows each row once and in order', async () => {
    const filter = { or: [{ createdAt: { gte: moments[3] } }, { updatedAt: { lt: moments[5] } }] };
    const orders = [2, 2, 3, 3, 5].map((count) => severalKeys(table, count));
    await inTurns(orders, async (orderBy, index) => {
      const expected = await sorted(table, orderBy, 'deleted_at is null and (created_at >= $2 or updated_at < $3)', [
        moments[3],
        moments[5],
      ]);
      for (const isBackwards of [false, true]) {
        expect(
          await walk(pagesOf(table.name), sizes[index]!, isBackwards, { orderBy, filter }),
          JSON.stringify({ orderBy, isBackwards }),
        ).toEqual(expected);
      }
    });
  });

  it('without an order comes by id, and says how many there are', async () => {
    const expected = await sorted(table, []);
    for (const size of sizes) expect(await walk(pagesOf(table.name), size, size % 2 === 0, {})).toEqual(expected);
    expect((await pagesOf(table.name)({ first: 1 })).totalCount).toBe(expected.length);
  });

  it('below a parent shows each row once and in order, and says how many there are', async () => {
    await inTurns(connectionEdges(table), async (edge) => {
      const child = tableBehind(table, edge);
      // The id of a merged record leads to another one.
      const parents = world.of(table.name).filter((row) => row['mergedIntoId'] == null);
      const behind = parents.map((row) => ({ id: row.id, ids: idsBehind(world, table, edge, row) }));
      const parent = behind.reduce((most, each) => (each.ids.length > most.ids.length ? each : most));
      const orderBy = severalKeys(child, 1 + random.below(2));
      const expected = await sorted(child, orderBy, 'deleted_at is null and id = any($2)', [parent.ids]);
      for (const [size, isBackwards] of [
        [1, false],
        [2, true],
        [3, false],
        [100, true],
      ] as const) {
        const found = await walk(pagesBelow(table.name, edge, parent.id), size, isBackwards, { orderBy });
        expect(found, JSON.stringify({ edge, parent: parent.id, orderBy, size, isBackwards })).toEqual(expected);
      }
      expect((await pagesBelow(table.name, edge, parent.id)({})).totalCount).toBe(expected.length);
    });
  });

  it('many parents at once show each the start, or the end, of its own list', async () => {
    await inTurns(connectionEdges(table), async (edge) => {
      const child = tableBehind(table, edge);
      const [order] = severalKeys(child, 1);
      const { field } = listOf(table.name);
      const document = `query ($o: [${child.typename}Order!]) { ${field}(first: 100) { nodes { id start: ${edge}(first: 2, orderBy: $o) { nodes { id } totalCount } end: ${edge}(last: 2, orderBy: $o) { nodes { id } } } } }`;
      type Part = { nodes: { id: string }[]; totalCount: number };
      const answer = await api.ask<Record<string, { nodes: { id: string; start: Part; end: Part }[] }>>(document, {
        o: [order],
      });
      const all = await sorted(child, [order!]);
      for (const { id, start, end } of answer[field]!.nodes) {
        const mine = new Set(idsBehind(world, table, edge, world.of(table.name).find((row) => row.id === id)!));
        const expected = all.filter((each) => mine.has(each));
        expect([start.nodes.map((node) => node.id), end.nodes.map((node) => node.id)]).toEqual([
          expected.slice(0, 2),
          expected.slice(-2),
        ]);
        expect(start.totalCount).toBe(expected.length);
      }
    });
  });
});

it('a page behind the last row is empty and has no cursors', async () => {
  const { pageInfo } = await pagesOf('company')({ first: 100, orderBy: [{ field: 'INDUSTRY' }] });
  const behind = await pagesOf('company')({ first: 5, after: pageInfo.endCursor, orderBy: [{ field: 'INDUSTRY' }] });
  expect(behind).toMatchObject({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  });
});

it.each([1, 2, 3, 4, 5, 6])(
  'rows that come and go between pages repeat no row and lose none that stays (%i)',
  async (seed) => {
    const chance = createRandom(seed);
    const table = listOf('product').table;
    const tenantId = world.tenantId;
    const isBackwards = chance.once(2);
    const orderBy = [
      {
        field: chance.pick(['NAME', 'SERIES', 'PRICE']),
        direction: chance.pick(directions),
        nulls: chance.pick(places),
      },
    ];
    const first = await sorted(table, orderBy);
    const gone = new Set<string>();
    const changes = async ({ edges }: Page) => {
      // The row that the cursor was made from goes, and a few others; some come, before and behind the cursor.
      const going = [edges.at(isBackwards ? 0 : -1)!.node.id, ...chance.shuffle(first).slice(0, 1)].filter(
        (id) => chance.once(2) && !gone.has(id),
      );
      for (const id of going) gone.add(id);
      await api.sql('update product set deleted_at = now() where tenant_id = $1 and id = any($2)', [tenantId, going]);
      await api.sql(
        `insert into product (tenant_id, id, name, series, price_minor, price_currency)
       select tenant_id, gen_random_uuid(), name, series, price_minor, price_currency from product where tenant_id = $1 order by md5(id::text || $2) limit 2`,
        [tenantId, String(chance.below(1e6))],
      );
    };
    const seen = await walk(pagesOf('product'), 2, isBackwards, { orderBy }, changes);
    expect(new Set(seen).size).toBe(seen.length);
    const staying = first.filter((id) => !gone.has(id));
    const seenOfThose = seen.filter((id) => staying.includes(id));
    if (isBackwards) expect(seenOfThose.toReversed()).toEqual(staying.toReversed());
    else expect(seenOfThose).toEqual(staying);
  },
);
