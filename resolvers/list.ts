// How records are reached: by id, by a page of all, by an edge from another record. Each is one line in an entity's resolvers.
import type { GraphQLResolveInfo } from 'graphql';
import { idOf } from '../src/crm/external-id.ts';
import { tableOf } from '../src/crm/index.ts';
import type { ExternalName } from '../src/crm/write.ts';
import type { ListArgs } from '../src/db/page.ts';
import type { CountMode, Page, Row } from '../src/db/reads.ts';
import type { Table } from '../src/db/table.ts';
import { badInput } from '../src/errors.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';

/** A page as the schema shows it. Cursors are made only for those who ask. */
export interface Connection<R extends Row = Row> {
  readonly nodes: readonly R[];
  readonly edges: { readonly cursor: string; readonly node: R }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  readonly count: (mode: CountMode) => Promise<number>;
}

function connectionOf<R extends Row>(page: Page<R>, count: Connection['count']): Connection<R> {
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

export function byId(table: Table) {
  return (_: unknown, { id }: { id: string }, { loaders, wants }: Context, info: GraphQLResolveInfo) =>
    loaders.byAnyId<never>(table, parseId(id, 'id'), wants(info));
}

export function byExternalId(table: Table) {
  return async (
    _: unknown,
    { source, externalId }: ExternalName,
    { loaders, reader, wants }: Context,
    info: GraphQLResolveInfo,
  ) => {
    const id = await idOf(await reader(), table, { source, externalId });
    return id === null ? null : loaders.byAnyId<never>(table, id, wants(info));
  };
}

export function all(table: Table) {
  return async (_: unknown, args: ListArgs, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const page = await loaders.page<never>(table, args, wants(info));
    return connectionOf(page, (mode) => loaders.count(table, args, mode));
  };
}

/** The record on the other side of a to-one edge: at once if it was fetched ahead. */
function one(to: Table, key: string) {
  return (row: Row, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const id = row[key] as string | null;
    return id === null ? null : loaders.byId(to, id, wants(info));
  };
}

/** Names of other systems for a record: a plain list, of at most a page. */
async function externalIds(row: Row, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) {
  return (await loaders.below(wants(info), row.id)).rows;
}

function below() {
  return (row: Row, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const wanted = wants(info);
    const count = () => loaders.countBelow(wanted, row.id);
    const page = loaders.below(wanted, row.id);
    return page instanceof Promise ? page.then((loaded) => connectionOf(loaded, count)) : connectionOf(page, count);
  };
}

/** Resolvers of all edges of a table, by their names in the schema. */
export function edges(table: Table): Record<string, (...args: never[]) => unknown> {
  return Object.fromEntries(
    Object.entries(table.edges).map(([name, edge]) => {
      if (name === 'externalIds') return [name, externalIds];
      if (edge.kind === 'one') return [name, one(tableOf(edge.to), edge.key)];
      if (edge.kind === 'any') return [name, any(edge.typeKey, edge.key)];
      return [name, below()];
    }),
  );
}

/** A record of any type needs its type's name beside its columns. */
export function named(table: Table, row: Row | null): (Row & { __typename: string }) | null {
  return row && { ...row, __typename: table.typename! };
}

function any(typeKey: string, key: string) {
  return async (row: Row, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const id = row[key] as string | null;
    if (id === null) return null;
    const table = tableOf(row[typeKey] as string);
    return named(table, await loaders.byId(table, id, wants(info)));
  };
}

/** Money stands in two columns: both are null, or neither. */
export function money(minor: string, currency: string) {
  return (row: Row) =>
    row[minor] === null ? null : { minor: row[minor] as number, currency: row[currency] as string };
}

export function atMost(most: number, values: readonly unknown[], argument: string): void {
  if (values.length > most)
    throw badInput(`\`${argument}\` takes at most ${most}, got ${values.length}.`, { argument });
}
