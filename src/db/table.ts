// What the reads layer knows of a table: columns, partitions, edges. SQL and tags are both made from this one description.
import { ClientError } from '../errors.ts';
import type { Transaction } from './transaction.ts';

/** PostgreSQL types that columns have; `money` is written as two columns, `…_minor` and `…_currency`. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'int'
  | 'bigint'
  | 'numeric'
  | 'boolean'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'text[]';

export interface Column {
  /** Written by the database itself, never by us. */
  readonly generated?: boolean;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

type ValueTypes = {
  uuid: string;
  text: string;
  int: number;
  bigint: number;
  numeric: number;
  boolean: boolean;
  date: string;
  timestamptz: string;
  jsonb: Record<string, unknown>;
  'text[]': string[];
};

/** The row that a description stands for: property names are the columns' names in camel case. */
export type RowOf<Columns extends Record<string, Column>> = {
  [Name in keyof Columns]: Columns[Name]['nullable'] extends true
    ? ValueTypes[Columns[Name]['type']] | null
    : ValueTypes[Columns[Name]['type']];
};

/** A path from a row to other rows. `to` names the table; keys are property names. */
export type Edge =
  | { readonly kind: 'one'; readonly to: string; readonly key: string }
  | { readonly kind: 'many'; readonly to: string; readonly foreignKey: string }
  | {
      readonly kind: 'through';
      readonly to: string;
      readonly via: string;
      readonly from: string;
      readonly target: string;
    }
  /** One record of any type: the type stands in a column of its own. */
  | { readonly kind: 'any'; readonly typeKey: string; readonly key: string };

/** Values to write, by property name; absent: unchanged. */
export type Values = Record<string, unknown>;

export interface Table {
  /** The word for it everywhere: table, file, loader. */
  readonly name: string;
  /** GraphQL type; link tables have none. */
  readonly typename?: string;
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns whose equality splits lists into partitions, each with tags of its own (docs/coherence.md). */
  readonly partitions: readonly string[];
  /** Fields of the GraphQL type that are not a column of the same name, and the columns that they are made of. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly edges: Readonly<Record<string, Edge>>;
  /** Order fields that clients may name, and the column of each. */
  readonly orders: Readonly<Record<string, string>>;
  /** Rows with deleted_at set are left out of every list that does not ask for them. */
  readonly softDelete: boolean;
  /** Expression over columns of `t` for full-text search: the same text as in the index. */
  /** Rules of the business before a row is written: answers the values to write, or throws. `current` is null for a new row. */
  readonly prepare?: (tx: Transaction, values: Values, current: Readonly<Values> | null) => Promise<Values> | Values;
  /** Rules before a row is deleted. */
  readonly beforeDelete?: (tx: Transaction, id: string) => Promise<void>;
  /** Fields that a new row must have. */
  readonly required: readonly string[];
  readonly words?: { readonly expression: string; readonly columns: readonly string[]; readonly fuzzy: string };
}

const column = <T extends ColumnType>(type: T) => ({ type, nullable: false }) as const;
const nullable = <T extends ColumnType>(type: T) => ({ type, nullable: true }) as const;

/** Columns that every entity has. */
export const standard = {
  id: column('uuid'),
  version: column('int'),
  createdAt: column('timestamptz'),
  updatedAt: column('timestamptz'),
  deletedAt: nullable('timestamptz'),
} as const;

export { column, nullable };

/** Completes a description with what most tables share. */
export function table<const Columns extends Record<string, Column>>(
  description: Pick<Table, 'name'> & Partial<Omit<Table, 'columns'>> & { columns: Columns },
): Table & { readonly columns: Columns } {
  return {
    partitions: [],
    fields: {},
    edges: {},
    orders: {},
    required: [],
    softDelete: 'deletedAt' in description.columns,
    ...description,
  };
}

/** `annualRevenueMinor` is `annual_revenue_minor` in the database. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const quoted = (name: string): string => `"${snake(name)}"`;

/** All tables by name; filled by the list in src/crm/index.ts. An edge names its target, so that descriptions may refer in circles. */
const tables = new Map<string, Table>();

export function registerTables(all: Iterable<Table>): void {
  for (const each of all) tables.set(each.name, each);
}

export function tableOf(name: string): Table {
  const found = tables.get(name);
  if (!found) throw new Error(`no table '${name}': add it to the list in src/crm/index.ts`);
  return found;
}

export function allTables(): Table[] {
  return [...tables.values()];
}

export function columnOf(of: Table, name: string): Column {
  const found = of.columns[name];
  if (!found)
    throw new ClientError('BAD_USER_INPUT', `${of.typename ?? of.name} has no field '${name}'`, { field: name });
  return found;
}
