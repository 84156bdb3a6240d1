// A list as its arguments describe it: window, order, filter, and what it depends on. Arguments that stand in a document as
// they are give the same list for every request, with its statements ready: only tenant and parents differ.
import type { Sql } from 'sql-template-tag';
import type { Test } from './bounds.ts';
import type { Order } from './column.ts';
import { compileFilter } from './filter.ts';
import type { ComparedKeys } from './known-keys.ts';
import { afterSql, decodeCursor, fingerprintOf, type ListArgs, orderOf, type Window, windowOf } from './page.ts';
import { isLimited, type Rights } from './rights.ts';
import type { Table } from './table.ts';
import type { Scan } from './tags.ts';
import type { BuildRow, Reader, Statement } from './transaction.ts';

export interface List {
  readonly table: Table;
  /** Owners decide which rows are seen. */
  readonly limited: boolean;
  readonly orders: readonly Order[];
  readonly window: Window;
  readonly conditions: readonly Sql[];
  readonly uses: Set<string>;
  readonly partition: Scan['partition'];
  readonly scans: readonly Scan[];
  readonly tests: readonly Test[];
  readonly keys: readonly ComparedKeys[];
  /** Stands for filter and order in cursors. */
  readonly fingerprint: () => string;
  /**
   * A statement over this list, built once for each set of columns and each `variant` of what comes with them; `tenant` and
   * `parents` are filled in for each use.
   */
  prepare(columns: object, variant: string, build: () => Built): (reader: Reader, parentIds?: string) => Statement;
}

interface Built {
  readonly query: Sql;
  readonly row?: BuildRow;
}

/** Stand in a statement's values for what differs between its uses. */
export const tenant = Symbol('tenant');
export const parents = Symbol('parents');

/** By the identity of the arguments: objects made for one request are forgotten with it. */
const lists = { whole: new WeakMap<ListArgs, Map<Table, List>>(), limited: new WeakMap<ListArgs, Map<Table, List>>() };

export function listOf(table: Table, args: ListArgs, rights: Rights): List {
  const limited = isLimited(rights);
  const known = limited ? lists.limited : lists.whole;
  let byTable = known.get(args);
  if (!byTable) {
    byTable = new Map();
    known.set(args, byTable);
  }
  let list = byTable.get(table);
  if (!list) {
    list = createList(table, args, limited);
    byTable.set(table, list);
  }
  return list;
}

function createList(table: Table, args: ListArgs, limited: boolean): List {
  const window = windowOf(args);
  const orders = orderOf(table, args.orderBy);
  const { where, uses, partition, scans, tests, keys } = compileFilter(table, args.filter, limited);
  const conditions = where ? [where] : [];
  let known: string | undefined;
  const fingerprint = () => {
    known ??= fingerprintOf(table, args);
    return known;
  };
  if (window.cursor !== null) {
    conditions.push(afterSql(orders, decodeCursor(window.cursor, fingerprint(), orders), window.backwards));
  }
  const statements = new WeakMap<object, Map<string, (reader: Reader, parentIds?: string) => Statement>>();
  return {
    table,
    limited,
    orders,
    window,
    conditions,
    uses: new Set([...uses, ...orders.map((order) => order.column)]),
    partition,
    scans,
    tests,
    keys,
    fingerprint,
    prepare(columns, variant, build) {
      let variants = statements.get(columns);
      if (!variants) {
        variants = new Map();
        statements.set(columns, variants);
      }
      let prepared = variants.get(variant);
      if (!prepared) {
        const { query, row } = build();
        prepared = ready(query.text, query.values, row);
        variants.set(variant, prepared);
      }
      return prepared;
    },
  };
}

function ready(text: string, values: readonly unknown[], row: BuildRow | undefined) {
  return (reader: Reader, parentIds?: string): Statement => ({
    text,
    values: values.map((value) => (value === tenant ? reader.tenantId : value === parents ? parentIds : value)),
    ...(row ? { row } : {}),
  });
}
