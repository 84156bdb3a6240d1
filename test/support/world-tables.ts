// The tables of a test world, and what a caller may choose about its rows.
import { entities, links } from '../../src/crm/index.ts';

export const worldTables = { ...entities, ...links };
export type WorldTable = keyof typeof worldTables;
/** Any row, when the table is a variable. */
export type AnyRow = { readonly id: string } & Readonly<Record<string, unknown>>;

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
