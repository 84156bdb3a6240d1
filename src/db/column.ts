// Columns, rows and orders as types: what descriptions of tables, statements and the judgement of changes have in common.

/** What a column holds, by its type in PostgreSQL, as rows have it and answers show it. */
interface Held {
  uuid: string;
  text: string;
  int: number;
  /** Money in minor units: the tables check that it is a safe integer. */
  bigint: number;
  numeric: number;
  boolean: boolean;
  /** `2024-05-17` */
  date: string;
  /** `2024-05-17T09:30:00.000Z` */
  timestamptz: string;
  jsonb: Record<string, unknown>;
  'text[]': string[];
}

export type ColumnType = keyof Held;

export interface Column {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Computed by the database, never written. */
  readonly generated?: boolean;
}

export type Columns = Readonly<Record<string, Column>>;

/** The row that columns describe: its properties are the columns' names in camel case. */
export type RowOf<C extends Columns> = {
  [Name in keyof C]: Held[C[Name]['type']] | (C[Name]['nullable'] extends true ? null : never);
};

/** A row of whatever table: an id, and the columns that were asked for. */
export type Row = { readonly id: string; readonly [column: string]: unknown };

/** A key of an order; nulls stand where `nullsFirst` says, whichever the direction. */
export interface Order {
  readonly column: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly desc: boolean;
  readonly nullsFirst: boolean;
}
