// A small tenant full of awkward rows: nulls, ties, deleted and merged records, names that only just are text.
// The rows are returned as the API shows them, so a test can say in JavaScript what an answer must be.
import { entities, links } from '../../src/crm/index.ts';
import { type RowOf, snake, type Table } from '../../src/db/table.ts';
import { makeRows } from './world-rows.ts';
import { usualSizes } from './world-values.ts';

export const worldTables = { ...entities, ...links };
export type WorldTable = keyof typeof worldTables;
export type WorldRows = { readonly [Name in WorldTable]: readonly RowOf<(typeof worldTables)[Name]['columns']>[] };
/** Any row, when the table is a variable. */
export type AnyRow = { readonly id: string } & Readonly<Record<string, unknown>>;

export interface World {
  readonly tenantId: string;
  readonly rows: WorldRows;
  of(table: string): readonly AnyRow[];
}

export interface WorldOptions {
  /** Another seed, other rows and other ids. @default 1 */
  readonly seed?: number;
  /** Rows of a table, where the default is not right. */
  readonly sizes?: Partial<Record<WorldTable, number>>;
  /**
   * No nulls, nothing deleted; each of the first 50 rows of every table has something behind each of its edges, the first
   * row 20 or more. For counting statements: no edge ends early.
   */
  readonly isDense?: boolean;
  /** Begins every free text, for a search of the answers' bytes. */
  readonly mark?: string;
}

export type Ids = Record<WorldTable, string[]>;
export type Rows = Record<WorldTable, AnyRow[]>;

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
  await sql('analyze');
  return { tenantId, rows: rows as never, of: (table) => rows[table as WorldTable] };
}

/** Rows that a list shows when its filter does not speak of deletedAt. */
export function living<Row extends { deletedAt: string | null }>(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.deletedAt === null);
}
