// All reads of rows: by keys, by parent, by page. Each makes the SQL and records the tags of what it read
// from the same description, so that no read can be forgotten by the cache. Nothing else in the product selects entity rows.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Bounds } from './bounds.ts';
import type { Order, Row } from './column.ts';
import { type Joined, joinedSql, keyOf } from './joined.ts';
import { whereKnown } from './known-keys.ts';
import { type List, listOf, parents, tenant } from './list.ts';
import { encodeCursor, type ListArgs, orderSql } from './page.ts';
import { isLimited, visibleSql } from './rights.ts';
import { rowShape } from './row-shape.ts';
import { type Edge, quoted, snake, type Table, tableOf } from './table.ts';
import type { Scan } from './tags.ts';
import type { Reader } from './transaction.ts';

export type { Row } from './column.ts';

/** Some rows of a list, in the list's order, and whether there are more on either side. */
export interface Page<R extends Row = Row> {
  readonly rows: readonly R[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: R) => string;
}

/** `t."close_date" as "closeDate"` */
export function columnSql(name: string): string {
  return snake(name) === name ? `t.${quoted(name)}` : `t.${quoted(name)} as "${name}"`;
}

const selections = new Map<string, Sql>();

/** `t.id, t.close_date as "closeDate"`: only the columns that the operation wants. Made once for each set of columns. */
function selectionOf(table: Table, columns: Iterable<string>): Sql {
  const wanted = [...columns].join();
  const key = `${table.name}:${wanted}`;
  let selection = selections.get(key);
  if (!selection) {
    selection = raw(wanted.split(',').map(columnSql).join(', '));
    if (selections.size < 5000) selections.set(key, selection);
  }
  return selection;
}

/** Ids hold no character that an array literal would have to escape. */
export const uuidArray = (ids: readonly string[]) => `{${ids.join()}}`;

/** Rows by id, in no particular order; deleted ones too. Every wanted id is recorded, found or not. */
export async function rowsByKeys<R extends Row>(
  reader: Reader,
  table: Table,
  columns: Iterable<string>,
  ids: readonly string[],
  joined: readonly Joined[] = [],
): Promise<R[]> {
  reader.recorder.rows(table, ids, columns);
  const limited = isLimited(reader.rights);
  const join = joinedSql(joined, limited);
  const from = raw(`from "${table.name}" t`);
  const visible = visibleSql(table, 't', limited);
  const { text, values } =
    sql`select ${selectionOf(table, columns)}${join.selection} ${from}${join.from} where t.tenant_id = ${reader.tenantId} and t.id = any(${uuidArray(ids)}::uuid[])${raw(visible ? ` and ${visible}` : '')}`;
  return reader.query<R>({ text, values, row: rowShape([...columns], joined) });
}

/** Answers the bounds of the scan: whoever reads a page of it says where that ends. */
export function record(reader: Reader, list: List, partition: Scan['partition'] = list.partition): Bounds {
  const bounds: Bounds = { tests: list.tests, orders: list.orders, backwards: list.window.backwards };
  reader.recorder.scan({ table: list.table, uses: list.uses, bounds, ...(partition ? { partition } : {}) });
  for (const scan of list.scans) reader.recorder.scan(scan);
  return bounds;
}

/** One row more than the page was read: it tells whether there are more, and is not shown. */
function pageOf<R extends Row>(list: List, rows: R[]): Page<R> {
  const { size, backwards, cursor } = list.window;
  const more = rows.length > size;
  if (more) rows.pop();
  if (backwards) rows.reverse();
  return {
    rows,
    hasNextPage: backwards ? cursor !== null : more,
    hasPreviousPage: backwards ? more : cursor !== null,
    cursorOf: (row) => encodeCursor(list.fingerprint(), list.orders, row),
  };
}

/** Where a page ends: what orders the first row that is not shown. Null if there is none. */
function endOf({ window, orders }: List, rows: readonly Row[]): Row | null {
  const row = rows[window.size];
  return row ? (Object.fromEntries(orders.map(({ column }) => [column, row[column]])) as Row) : null;
}

type EndOf = NonNullable<Bounds['endOf']>;

// Bounds are kept as long as an answer is. Their functions are made here, apart from the reads, because a closure holds on to all that
// any closure made beside it uses: the rows.
const endOfAll =
  (end: Row | null): EndOf =>
  () =>
    end;
const endBelow =
  (foreignKey: string, ends: ReadonlyMap<string, Row | null>): EndOf =>
  (image) =>
    ends.get(image[foreignKey] as string) ?? null;

function withOrderColumns(columns: Iterable<string>, orders: readonly Order[]): Set<string> {
  const all = new Set(columns);
  for (const order of orders) all.add(order.column);
  return all;
}

/** A page of a whole table. */
export async function page<R extends Row>(
  reader: Reader,
  table: Table,
  columns: ReadonlySet<string>,
  args: ListArgs,
  joined: readonly Joined[] = [],
): Promise<Page<R>> {
  const list = listOf(table, args, reader.rights);
  const bounds = record(reader, list);
  const prepared = list.prepare(columns, keyOf(joined), () => {
    const { selection: more, from: joins } = joinedSql(joined, list.limited);
    const where = join([sql`t.tenant_id = ${tenant}`, ...list.conditions], ' and ');
    const selected = withOrderColumns(columns, list.orders);
    const query = sql`select ${selectionOf(table, selected)}${more} ${raw(`from "${table.name}" t`)}${joins} where ${where} order by ${orderSql(list.orders, list.window.backwards)} limit ${list.window.size + 1}`;
    return { query, row: rowShape([...selected], joined) };
  });
  const rows = await whereKnown(reader, list.keys, reader.query<R>(prepared(reader)));
  bounds.endOf = endOfAll(endOf(list, rows));
  const result = pageOf(list, rows);
  reader.recorder.rows(
    table,
    result.rows.map((row) => row.id),
    columns,
  );
  return result;
}

export type ManyEdge = Extract<Edge, { kind: 'many' | 'through' }>;

/** What the rows below some parents depend on. */
export function recordBelow(reader: Reader, edge: ManyEdge, list: List, parentIds: readonly string[]): Bounds {
  if (edge.kind === 'many') {
    list.uses.add(edge.foreignKey);
    return record(reader, list, { column: edge.foreignKey, values: parentIds });
  }
  const bounds = record(reader, list);
  reader.recorder.scan({
    table: tableOf(edge.via),
    partition: { column: edge.from, values: parentIds },
    uses: [edge.from, edge.target],
  });
  return bounds;
}

/** Where the rows below a parent are: the parent's id stands in `k.key`. */
export function belowSql(edge: ManyEdge, list: List, joins: Sql = raw('')): Sql {
  const mine = sql`t.tenant_id = ${tenant}`;
  if (edge.kind === 'many') {
    const child = raw(`t.${quoted(edge.foreignKey)} = k.key`);
    return sql`${raw(`from "${list.table.name}" t`)}${joins} where ${join([mine, child, ...list.conditions], ' and ')}`;
  }
  const link = raw(
    `from "${edge.via}" l join "${list.table.name}" t on t.tenant_id = l.tenant_id and t.id = l.${quoted(edge.target)}`,
  );
  const child = raw(`l.${quoted(edge.from)} = k.key`);
  return sql`${link}${joins} where ${join([sql`l.tenant_id = ${tenant}`, mine, child, ...list.conditions], ' and ')}`;
}

/** The first rows below each of many parents, in one statement: a page for each parent, in the parents' order. */
export async function pagesByParent<R extends Row>(
  reader: Reader,
  edge: ManyEdge,
  columns: ReadonlySet<string>,
  parentIds: readonly string[],
  args: ListArgs,
  joined: readonly Joined[] = [],
): Promise<Page<R>[]> {
  const list = listOf(tableOf(edge.to), args, reader.rights);
  const bounds = recordBelow(reader, edge, list, parentIds);
  const prepared = list.prepare(columns, keyOf(joined), () => {
    const { selection: more, from: joins } = joinedSql(joined, list.limited);
    const selected = withOrderColumns(columns, list.orders);
    const inner = sql`select ${selectionOf(list.table, selected)}${more} ${belowSql(edge, list, joins)} order by ${orderSql(list.orders, list.window.backwards)} limit ${list.window.size + 1}`;
    // No outer order: a lateral join runs its inner side once for each parent, so one parent's rows come in the inner order.
    const query = sql`select k.at::int as "parentAt", t.* from unnest(${parents}::uuid[]) with ordinality k(key, at) cross join lateral (${inner}) t`;
    return { query, row: rowShape([...selected], joined, ['parentAt']) };
  });
  const asked = reader.query<R & { parentAt: number }>(prepared(reader, uuidArray(parentIds)));
  const rows = await whereKnown(reader, list.keys, asked);
  const grouped: R[][] = parentIds.map(() => []);
  for (const row of rows) grouped[row.parentAt - 1]!.push(row);
  if (edge.kind === 'many') {
    const ends = new Map(parentIds.map((id, at) => [id, endOf(list, grouped[at]!)]));
    bounds.endOf = endBelow(edge.foreignKey, ends);
  }
  const pages = grouped.map((group) => pageOf(list, group));
  reader.recorder.rows(
    list.table,
    pages.flatMap((each) => each.rows.map((row) => row.id)),
    columns,
  );
  return pages;
}
