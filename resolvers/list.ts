// How records are reached: by id, by the name that another system has for them, by a page of all. Each is one line in an
// entity's resolvers. Edges between records are in edges.ts.
import type { GraphQLResolveInfo } from 'graphql';
import { type ExternalName, idOf } from '../src/crm/external-id.ts';
import type { Entity } from '../src/crm/index.ts';
import type { Row, RowOf } from '../src/db/column.ts';
import type { CountMode } from '../src/db/counts.ts';
import type { ListArgs } from '../src/db/page.ts';
import type { Page } from '../src/db/reads.ts';
import type { Table } from '../src/db/table.ts';
import { badInput } from '../src/errors.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';

/** The rows of a table, each with the type of its columns. */
export type RowIn<T extends Table> = Row & RowOf<T['columns']>;

/** A page as the schema shows it. Cursors are made only for those who ask. */
export interface Connection<R extends Row = Row> {
  readonly nodes: readonly R[];
  readonly edges: readonly { readonly cursor: string; readonly node: R }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly count: (mode: CountMode) => Promise<number>;
}

export function connectionOf<R extends Row>(page: Page<R>, count: Connection['count']): Connection<R> {
  const cursorAt = (index: number) => {
    const row = page.rows.at(index);
    return row ? page.cursorOf(row) : null;
  };
  return {
    nodes: page.rows,
    get edges() {
      return page.rows.map((node) => ({ cursor: page.cursorOf(node), node }));
    },
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(-1);
      },
    },
    count,
  };
}

/** `totalCount` is a field of its own with a mode; it is asked of the database only when it is asked for. */
export const connectionResolvers = {
  totalCount: (connection: Connection, { mode }: { mode: CountMode }) => connection.count(mode),
};

export function byId<T extends Table>(table: T) {
  return (_: unknown, { id }: { id: string }, { loaders, wants }: Context, info: GraphQLResolveInfo) =>
    loaders.byAnyId<RowIn<T>>(table, parseId(id, 'id'), wants(info));
}

export function byExternalId<T extends Table>(table: T) {
  return async (_: unknown, name: ExternalName, { loaders, reader, wants }: Context, info: GraphQLResolveInfo) => {
    const id = await idOf(await reader(), table, name);
    return id === null ? null : loaders.byAnyId<RowIn<T>>(table, id, wants(info));
  };
}

export function all<T extends Table>(table: T) {
  return async (_: unknown, args: ListArgs, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const page = await loaders.page<RowIn<T>>(table, args, wants(info));
    return connectionOf(page, (mode) => loaders.count(table, args, mode));
  };
}

/** A record of any type: the name of its type stands beside its columns. */
export type Named<Typename extends string = Entity['typename']> = Row & { readonly __typename: Typename };

export function named(table: Table, row: Row | null): Named | null {
  // Link tables have no type, but no field leads to them as a record of any type either.
  return row && { ...row, __typename: table.typename as Entity['typename'] };
}

/** Money stands in two columns: both are null, or neither. */
export function money<Minor extends string, Currency extends string>(minorKey: Minor, currencyKey: Currency) {
  type Priced = Readonly<Record<Minor, number | null> & Record<Currency, string | null>>;
  return (row: Priced): { minor: number; currency: string } | null => {
    const minor: number | null = row[minorKey];
    const currency: string | null = row[currencyKey];
    return minor === null || currency === null ? null : { minor, currency };
  };
}

export function atMost(most: number, values: readonly unknown[], argument: string): void {
  if (values.length > most)
    throw badInput(`\`${argument}\` takes at most ${most}, got ${values.length}.`, { argument });
}
