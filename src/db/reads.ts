// All reads of rows: by keys, by parent, by page, and their counts. Each makes the SQL and records the tags of what it read
// from the same description, so that no read can be forgotten by the cache. Nothing else in the product selects entity rows.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { compileFilter } from './filter.ts';
import {
  afterSql,
  decodeCursor,
  encodeCursor,
  fingerprintOf,
  type ListArgs,
  type Order,
  orderOf,
  orderSql,
  type Window,
  windowOf,
} from './page.ts';
import { type Edge, quoted, snake, type Table, tableOf } from './table.ts';
import type { Scan } from './tags.ts';
import type { Reader } from './transaction.ts';

export type Row = { readonly id: string; readonly [column: string]: unknown };

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

function statement(query: Sql) {
  return { text: query.text, values: query.values };
}

/** Ids hold no character that an array literal would have to escape. */
const uuidArray = (ids: readonly string[]) => `{${ids.join()}}`;

/** Rows by id, in no particular order; deleted ones too. Every wanted id is recorded, found or not. */
export async function rowsByKeys<R extends Row>(
  reader: Reader,
  table: Table,
  columns: Iterable<string>,
  ids: readonly string[],
): Promise<R[]> {
  reader.recorder.rows(table, ids);
  const from = raw(`from "${table.name}" t`);
  return reader.query<R>(
    statement(
      sql`select ${selectionOf(table, columns)} ${from} where t.tenant_id = ${reader.tenantId} and t.id = any(${uuidArray(ids)}::uuid[])`,
    ),
  );
}

/** A list as its arguments describe it, ready to be read as a page, below parents, or counted. */
interface List {
  readonly table: Table;
  readonly orders: readonly Order[];
  readonly window: Window;
  readonly conditions: readonly Sql[];
  readonly uses: Set<string>;
  readonly partition: Scan['partition'];
  readonly scans: readonly Scan[];
  readonly fingerprint: () => string;
}

function listOf(table: Table, args: ListArgs): List {
  const window = windowOf(args);
  const orders = orderOf(table, args.orderBy);
  const filter = compileFilter(table, args.filter);
  const conditions = filter.where ? [filter.where] : [];
  let fingerprint: string | undefined;
  const lazyFingerprint = () => {
    fingerprint ??= fingerprintOf(table, args);
    return fingerprint;
  };
  if (window.cursor !== null)
    conditions.push(afterSql(orders, decodeCursor(window.cursor, lazyFingerprint(), orders), window.backwards));
  const uses = new Set(filter.uses);
  for (const order of orders) uses.add(order.column);
  return {
    table,
    orders,
    window,
    conditions,
    uses,
    partition: filter.partition,
    scans: filter.scans,
    fingerprint: lazyFingerprint,
  };
}

function record(reader: Reader, list: List, partition: Scan['partition'] = list.partition): void {
  reader.recorder.scan({ table: list.table, uses: list.uses, ...(partition ? { partition } : {}) });
  for (const scan of list.scans) reader.recorder.scan(scan);
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

function withOrderColumns(columns: Iterable<string>, orders: readonly Order[]): Set<string> {
  const all = new Set(columns);
  for (const order of orders) all.add(order.column);
  return all;
}

/** A page of a whole table. */
export async function page<R extends Row>(
  reader: Reader,
  table: Table,
  columns: Iterable<string>,
  args: ListArgs,
): Promise<Page<R>> {
  const list = listOf(table, args);
  record(reader, list);
  const where = join([sql`t.tenant_id = ${reader.tenantId}`, ...list.conditions], ' and ');
  const selection = selectionOf(table, withOrderColumns(columns, list.orders));
  const rows = await reader.query<R>(
    statement(
      sql`select ${selection} ${raw(`from "${table.name}" t`)} where ${where} order by ${orderSql(list.orders, list.window.backwards)} limit ${list.window.size + 1}`,
    ),
  );
  const result = pageOf(list, rows);
  reader.recorder.rows(
    table,
    result.rows.map((row) => row.id),
  );
  return result;
}

export type ManyEdge = Extract<Edge, { kind: 'many' | 'through' }>;

/** Where the rows below a parent are, with the parent's id in `k.key`; and what that depends on. */
function below(reader: Reader, edge: ManyEdge, list: List, parentIds: readonly string[]): Sql {
  const tenant = sql`t.tenant_id = ${reader.tenantId}`;
  if (edge.kind === 'many') {
    record(reader, list, { column: edge.foreignKey, values: parentIds });
    list.uses.add(edge.foreignKey);
    return sql`${raw(`from "${list.table.name}" t`)} where ${join([tenant, raw(`t.${quoted(edge.foreignKey)} = k.key`), ...list.conditions], ' and ')}`;
  }
  record(reader, list);
  reader.recorder.scan({
    table: tableOf(edge.via),
    partition: { column: edge.from, values: parentIds },
    uses: [edge.from, edge.target],
  });
  const link = raw(
    `from "${edge.via}" l join "${list.table.name}" t on t.tenant_id = l.tenant_id and t.id = l.${quoted(edge.target)}`,
  );
  return sql`${link} where ${join([sql`l.tenant_id = ${reader.tenantId}`, tenant, raw(`l.${quoted(edge.from)} = k.key`), ...list.conditions], ' and ')}`;
}

/** The first rows below each of many parents, in one statement: a page for each parent, in the parents' order. */
export async function pagesByParent<R extends Row>(
  reader: Reader,
  edge: ManyEdge,
  columns: Iterable<string>,
  parentIds: readonly string[],
  args: ListArgs,
): Promise<Page<R>[]> {
  const list = listOf(tableOf(edge.to), args);
  const inner = below(reader, edge, list, parentIds);
  const selection = selectionOf(list.table, withOrderColumns(columns, list.orders));
  const order = orderSql(list.orders, list.window.backwards);
  const rows = await reader.query<R & { parentAt: number }>(
    // No outer order: a lateral join runs its inner side once for each parent, so one parent's rows come in the inner order.
    statement(
      sql`select k.at::int as "parentAt", t.* from unnest(${uuidArray(parentIds)}::uuid[]) with ordinality k(key, at) cross join lateral (select ${selection} ${inner} order by ${order} limit ${list.window.size + 1}) t`,
    ),
  );
  const grouped: R[][] = parentIds.map(() => []);
  for (const row of rows) grouped[row.parentAt - 1]!.push(row);
  const pages = grouped.map((group) => pageOf(list, group));
  reader.recorder.rows(
    list.table,
    pages.flatMap((each) => each.rows.map((row) => row.id)),
  );
  return pages;
}

/** Exact; or capped, which stops after 10,000 rows; or the planner's estimate, which reads none. */
export type CountMode = 'EXACT' | 'CAPPED' | 'ESTIMATE';

/** `CAPPED` answers one more than this for "more than this". */
const countCap = 10_000;

export async function count(reader: Reader, table: Table, args: ListArgs, mode: CountMode): Promise<number> {
  const list = listOf(table, { filter: args.filter ?? null });
  record(reader, list);
  const from = sql`${raw(`from "${table.name}" t`)} where ${join([sql`t.tenant_id = ${reader.tenantId}`, ...list.conditions], ' and ')}`;
  if (mode === 'ESTIMATE') {
    const [plan] = await reader.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>({
      ...statement(sql`explain (format json) select ${from}`),
      prepare: false,
    });
    return plan!['QUERY PLAN'][0].Plan['Plan Rows'];
  }
  const rows = mode === 'CAPPED' ? sql`(select ${from} limit ${countCap + 1}) c` : null;
  const [row] = await reader.query<{ count: number }>(
    statement(rows ? sql`select count(*)::int from ${rows}` : sql`select count(*)::int ${from}`),
  );
  return row!.count;
}

/** How many rows are below each parent, in the parents' order. */
export async function countsByParent(
  reader: Reader,
  edge: ManyEdge,
  parentIds: readonly string[],
  args: ListArgs,
): Promise<number[]> {
  const list = listOf(tableOf(edge.to), { filter: args.filter ?? null });
  const inner = below(reader, edge, list, parentIds);
  const rows = await reader.query<{ at: number; count: number }>(
    statement(
      sql`select k.at::int, c.count::int from unnest(${uuidArray(parentIds)}::uuid[]) with ordinality k(key, at) cross join lateral (select count(*) ${inner}) c`,
    ),
  );
  const counts = parentIds.map(() => 0);
  for (const row of rows) counts[row.at - 1] = row.count;
  return counts;
}
