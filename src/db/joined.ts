// To-one edges that come with their row in the same statement: a record with its owner is one round trip and not two.
import { raw, type Sql } from 'sql-template-tag';
import type { Row } from './column.ts';
import { visibleSql } from './rights.ts';
import { quoted, type Table } from './table.ts';
import type { Reader } from './transaction.ts';

/** An edge to join: the row of `table` whose id stands in column `key`. */
export interface Joined {
  readonly table: Table;
  readonly key: string;
  readonly columns: Iterable<string>;
}

interface Parts {
  /** `, j0."id" as "0.id", j0."name" as "0.name"` */
  readonly selection: Sql;
  /** ` left join "user" j0 on j0.tenant_id = t.tenant_id and j0.id = t."owner_id"` */
  readonly from: Sql;
}

/** Stands for these edges with these columns. */
export const keyOf = (joined: readonly Joined[]): string =>
  joined.map((each) => `${each.table.name} ${each.key} ${[...each.columns].join()}`).join(';');

const nothing: Parts = { selection: raw(''), from: raw('') };
const made = new Map<string, Parts>();

/** What the edges add to a statement over `t`. Made once for each set of edges and columns. `limited`: owners decide what is seen. */
export function joinedSql(joined: readonly Joined[], limited: boolean): Parts {
  if (joined.length === 0) return nothing;
  const key = `${limited};${keyOf(joined)}`;
  let parts = made.get(key);
  if (!parts) {
    const columns = joined.flatMap((each, at) =>
      [...each.columns].map((name) => `, j${at}.${quoted(name)} as "${at}.${name}"`),
    );
    const joins = joined.map(({ table, key }, at) => {
      const visible = visibleSql(table, `j${at}`, limited);
      const join = ` left join "${table.name}" j${at} on j${at}.tenant_id = t.tenant_id and j${at}.id = t.${quoted(key)}`;
      return visible ? `${join} and ${visible}` : join;
    });
    parts = { selection: raw(columns.join('')), from: raw(joins.join('')) };
    if (made.size < 5000) made.set(key, parts);
  }
  return parts;
}

/** The joined rows, edge by edge, each once. Records them: an answer depends on them as if they had been read on their own. */
export function takeJoined(reader: Reader, joined: readonly Joined[], rows: readonly Row[]): Row[][] {
  return joined.map(({ table, key, columns }, at) => {
    const found = new Map<string, Row>();
    for (const row of rows) {
      const other = row[`$${at}`] as Row | null;
      if (other) found.set(other.id, other);
    }
    reader.recorder.rows(
      table,
      rows.flatMap((row) => (row[key] as string | null) ?? []),
      columns,
    );
    return [...found.values()];
  });
}
