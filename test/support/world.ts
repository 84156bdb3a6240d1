// A small tenant full of awkward rows: nulls, ties, deleted and merged records, names that only just are text.
// The rows are returned as the API shows them, so a test can say in JavaScript what an answer must be.
import type { RowOf } from '../../src/db/column.ts';
import { snake, type Table } from '../../src/db/table.ts';
import { makeRows } from './world-rows.ts';
import { type AnyRow, type WorldOptions, type WorldTable, worldTables } from './world-tables.ts';
import { usualSizes } from './world-values.ts';

export type WorldRows = { readonly [Name in WorldTable]: readonly RowOf<(typeof worldTables)[Name]['columns']>[] };

export interface World {
  readonly tenantId: string;
  readonly rows: WorldRows;
  of(table: string): readonly AnyRow[];
}

type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export async function createWorld(sql: Sql, tenantId: string, options: WorldOptions = {}): Promise<World> {
  const rows = makeRows(options);
  for (const name of Object.keys(usualSizes) as WorldTable[]) {
    const table: Table = worldTables[name];
    const columns = Object.keys(table.columns).filter((column) => !table.columns[column]!.generated);
    const list = columns.map((column) => `"${snake(column)}"`).join();
    const records = rows[name].map((row) => Object.fromEntries(columns.map((column) => [snake(column), row[column]])));
    await sql(
      `insert into "${name}" (tenant_id, ${list}) select $1, ${list} from json_populate_recordset(null::"${name}", $2)`,
      [tenantId, JSON.stringify(records)],
    );
  }
  // Of these alone: with PostgreSQL's own tables it takes ten times as long.
  await sql(
    `analyze ${Object.keys(usualSizes)
      .map((name) => `"${name}"`)
      .join()}`,
  );
  return { tenantId, rows: rows as never, of: (table) => rows[table as WorldTable] };
}

/** Rows that a list shows when its filter does not speak of deletedAt. */
export function living<Row extends { deletedAt: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.deletedAt === null);
}
