// The description of a table: its columns, its edges to other tables, and the rules for what is written to it. SQL, tags,
// filters, loaders and resolvers are all made from this one description, so that none of them can disagree with another.
import { badInput } from '../errors.ts';
import type { Column, Columns, ColumnType } from './column.ts';
import type { Reader, Transaction } from './transaction.ts';

/** Values to write, by property name; what is absent stays as it is. */
export type Values = Record<string, unknown>;

/** A path from a row to other rows. `to` and `via` name tables; the keys are property names. */
export type Edge =
  /** The row whose id stands in `key`. */
  | { readonly kind: 'one'; readonly to: string; readonly key: string }
  /** The rows that have this row's id in their `foreignKey`. */
  | { readonly kind: 'many'; readonly to: string; readonly foreignKey: string }
  /** The rows that a link table joins: this row's id is in its `from`, theirs in its `target`. */
  | {
      readonly kind: 'through';
      readonly to: string;
      readonly via: string;
      readonly from: string;
      readonly target: string;
    }
  /** One row of any table: `typeKey` holds the table's name. */
  | { readonly kind: 'any'; readonly typeKey: string; readonly key: string };

export interface Table {
  /** The one word for it: table, file, loader. */
  readonly name: string;
  /** Its GraphQL type; link tables have none. */
  readonly typename?: string;
  readonly columns: Columns;
  /** Fields of the GraphQL type that stand in other columns than one of the same name: money, in two. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly edges: Readonly<Record<string, Edge>>;
  /** What lists can be ordered by, and the column of each. */
  readonly orders: Readonly<Record<string, string>>;
  /** The word for its records in scopes: `deals:read`. Without it a table is read and written with the records it hangs on. */
  readonly scope?: string;
  /** Columns of persons that take a scope of their own, `contacts.pii:read`. */
  readonly personal: readonly string[];
  /** Columns whose equality splits lists into partitions, each with tags of its own: a change touches few lists. */
  readonly partitions: readonly string[];
  /** Rows with `deletedAt` set are left out of every list that does not ask for them. */
  readonly softDelete: boolean;
  /** Full-text search: the expression of its index, the columns in that, and the one that is also matched when misspelt. */
  readonly words?: { readonly expression: string; readonly columns: readonly string[]; readonly fuzzy: string };
  /** Keys that the values in `custom` may have, as the tenant has defined them. Records what it reads. */
  readonly customKeys?: (reader: Reader, table: Pick<Table, 'name'>) => Promise<readonly string[]>;
  /** Properties that a new row must have. */
  readonly required: readonly string[];
  /** The table's own rules: answers the values to write, or throws. `current` is null for a new row. */
  readonly prepare?: (tx: Transaction, values: Values, current: Readonly<Values> | null) => Promise<Values> | Values;
  /** Throws when the row may not be deleted. */
  readonly beforeDelete?: (tx: Transaction, id: string) => Promise<void>;
}

export const column = <T extends ColumnType>(type: T) => ({ type, nullable: false }) as const;
export const nullable = <T extends ColumnType>(type: T) => ({ type, nullable: true }) as const;

/** Columns that every entity has. */
export const standard = {
  id: column('uuid'),
  version: column('int'),
  createdAt: column('timestamptz'),
  updatedAt: column('timestamptz'),
  deletedAt: nullable('timestamptz'),
} as const;

type Described<D> = Omit<Table, keyof D> & D;

/** Completes a description. Its type stays as exact as it was written, so that rows and resolvers are typed by it. */
export function table<const D extends Pick<Table, 'name' | 'columns'> & Partial<Table>>(description: D): Described<D> {
  const defaults: Omit<Table, 'name' | 'columns'> = {
    fields: {},
    edges: {},
    orders: {},
    personal: [],
    partitions: [],
    softDelete: 'deletedAt' in description.columns,
    required: [],
  };
  return { ...defaults, ...description } as Described<D>; // the compiler cannot add up a type that it does not know yet
}

/** `annualRevenueMinor` is `annual_revenue_minor` in the database. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `"annual_revenue_minor"` */
export const quoted = (name: string): string => `"${snake(name)}"`;

/** Filled by the list in src/crm/index.ts. Edges name their tables, so that descriptions may lead to each other in circles. */
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

/** The column of a field that a client named. */
export function columnOf({ columns, typename, name: table }: Table, name: string): Column {
  const found = columns[name];
  if (!found) throw badInput(`${typename ?? table} has no field '${name}'.`, { field: name });
  return found;
}
