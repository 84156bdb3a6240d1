// Pages by keyset: the order, the cursor that carries every sort value, and the condition "after that row".
// A cursor is a position and not a permission: it holds values of a row that its owner was shown, it never expires, and it is
// refused under another filter or order, because there it would silently skip rows.
import { hash } from 'node:crypto';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { badInput, ClientError } from '../errors.ts';
import { isDay } from '../lib/day.ts';
import { isUuid } from '../lib/uuid.ts';
import type { ColumnType, Order } from './column.ts';
import type { Filter } from './filter.ts';
import { columnOf, quoted, type Table } from './table.ts';

export interface OrderBy {
  readonly field: string;
  readonly direction?: 'ASC' | 'DESC' | null;
  /** @default LAST, in both directions */
  readonly nulls?: 'FIRST' | 'LAST' | null;
}

/** The arguments of every list field. */
export interface ListArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: Filter | null;
  readonly orderBy?: readonly OrderBy[] | null;
}

/** A window of a list: how many rows, from which end, after which row. */
export interface Window {
  readonly size: number;
  readonly backwards: boolean;
  readonly cursor: string | null;
}

export const defaultSize = 20;
export const mostRows = 100;
const mostOrders = 5;

export function windowOf({ first, after, last, before }: ListArgs): Window {
  if (first != null && last != null) throw badInput('Ask for first or for last, not for both.', { argument: 'last' });
  if (last != null && after != null)
    throw badInput('`after` goes with `first`; `last` takes `before`.', { argument: 'after' });
  if (last == null && before != null)
    throw badInput('`before` goes with `last`; `first` takes `after`.', { argument: 'before' });
  const [size, argument] = last != null ? [last, 'last'] : [first ?? defaultSize, 'first'];
  if (size < 1 || size > mostRows)
    throw badInput(`\`${argument}\` is 1 to ${mostRows}, got ${size}. Use cursors for more.`, { argument });
  return { size, backwards: last != null, cursor: (last != null ? before : after) ?? null };
}

/** The order as asked for, and the id behind it, so that no two rows tie. Without an order: by id, which is by creation. */
export function orderOf(table: Table, orderBy: readonly OrderBy[] | null | undefined): Order[] {
  if ((orderBy?.length ?? 0) > mostOrders)
    throw badInput(`\`orderBy\` takes at most ${mostOrders} keys.`, { argument: 'orderBy' });
  const orders: Order[] = [];
  for (const { field, direction, nulls } of orderBy ?? []) {
    const name = table.orders[field];
    if (!name) throw badInput(`${table.typename} has no order '${field}'.`, { argument: 'orderBy' });
    if (orders.some((order) => order.column === name)) continue; // the same key again changes nothing
    orders.push({ column: name, ...columnOf(table, name), desc: direction === 'DESC', nullsFirst: nulls === 'FIRST' });
  }
  const desc = orders.at(-1)?.desc ?? false;
  if (!orders.some((order) => order.column === 'id'))
    orders.push({ column: 'id', type: 'uuid', nullable: false, desc, nullsFirst: false });
  return orders;
}

const reference = (order: Order) => raw(`t.${quoted(order.column)}`);

export function orderSql(orders: readonly Order[], backwards: boolean): Sql {
  return join(
    orders.map((order) => {
      const desc = order.desc !== backwards;
      const nullsFirst = order.nullsFirst !== backwards;
      return sql`${reference(order)}${raw(desc ? ' desc' : '')}${raw(order.nullable ? ` nulls ${nullsFirst ? 'first' : 'last'}` : '')}`;
    }),
    ', ',
  );
}

/** Eight characters that differ when filter or order differ. */
export function fingerprintOf(table: Table, args: ListArgs): string {
  const seen = JSON.stringify(
    [table.name, args.filter ?? null, args.orderBy ?? null],
    (_, value) => value ?? undefined,
  );
  return hash('sha1', seen, 'base64url').slice(0, 8);
}

export function encodeCursor(fingerprint: string, orders: readonly Order[], row: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify([fingerprint, ...orders.map((order) => row[order.column])])).toString('base64url');
}

const timestamp = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;
const fits: Partial<Record<ColumnType, (value: unknown) => boolean>> = {
  uuid: (value) => typeof value === 'string' && isUuid(value),
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  int: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  bigint: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && isDay(value),
  timestamptz: (value) => typeof value === 'string' && timestamp.test(value) && isDay(value.slice(0, 10)),
};

export function decodeCursor(cursor: string, fingerprint: string, orders: readonly Order[]): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new ClientError('BAD_CURSOR', 'That is not a cursor: take `endCursor` or `startCursor` of a page as it is.');
  }
  if (!Array.isArray(parsed) || parsed.length !== orders.length + 1) throw foreignCursor();
  const [from, ...values] = parsed;
  if (from !== fingerprint) throw foreignCursor();
  orders.forEach((order, index) => {
    const value = values[index];
    if (value === null ? !order.nullable : !fits[order.type]?.(value)) throw foreignCursor();
  });
  return values;
}

function foreignCursor(): ClientError {
  return new ClientError(
    'BAD_CURSOR',
    'This cursor belongs to a list with another filter or order: start again without it.',
  );
}

/**
 * The rows behind a cursor. Keys that are never null and run in one direction compare as one row value, which an index
 * serves; otherwise key by key: equal in the keys before, and behind in this one, nulls in their place.
 */
export function afterSql(orders: readonly Order[], values: readonly unknown[], backwards: boolean): Sql {
  const bound = orders.map((order, index) => sql`${values[index]}${raw(`::${order.type}`)}`);
  const descending = (order: Order) => order.desc !== backwards;
  if (orders.every((order) => !order.nullable && descending(order) === descending(orders[0]!))) {
    return sql`(${join(orders.map(reference), ', ')}) ${raw(descending(orders[0]!) ? '<' : '>')} (${join(bound, ', ')})`;
  }
  const alternatives: Sql[] = [];
  orders.forEach((order, index) => {
    const behind = behindSql(order, values[index], bound[index]!, descending(order), order.nullsFirst !== backwards);
    if (!behind) return;
    const equal = orders
      .slice(0, index)
      .map((before, at) =>
        values[at] === null ? sql`${reference(before)} is null` : sql`${reference(before)} = ${bound[at]!}`,
      );
    alternatives.push(sql`(${join([...equal, behind], ' and ')})`);
  });
  return sql`(${join(alternatives, ' or ')})`;
}

/** Null when nothing can stand behind: the value is null and nulls come last. */
function behindSql(order: Order, value: unknown, bound: Sql, desc: boolean, nullsFirst: boolean): Sql | null {
  const column = reference(order);
  if (value === null) return nullsFirst ? sql`${column} is not null` : null;
  const past = sql`${column} ${raw(desc ? '<' : '>')} ${bound}`;
  return order.nullable && !nullsFirst ? sql`(${past} or ${column} is null)` : past;
}
