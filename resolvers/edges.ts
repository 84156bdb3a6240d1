// The edges of a record, from the description of its table: which fields they are and what each leads to, for the server
// and for the compiler.
import type { GraphQLResolveInfo } from 'graphql';
import { type entities, links, tableOf } from '../src/crm/index.ts';
import type { Row } from '../src/db/column.ts';
import type { CountMode } from '../src/db/counts.ts';
import type { Edge, Table } from '../src/db/table.ts';
import type { Context } from './context.ts';
import { type Connection, connectionOf, type Named, named, type RowIn } from './list.ts';
import type { Resolvers } from './types.generated.ts';

type Entities = typeof entities;
type Links = typeof links;

/** What an edge leads to. */
type Target<E extends Edge> = E extends { kind: 'any' }
  ? Named | null
  : E extends { kind: 'one'; to: keyof Entities }
    ? RowIn<Entities[E['to']]> | null
    : E extends { to: keyof Entities }
      ? Connection<RowIn<Entities[E['to']]>>
      : E extends { to: keyof Links }
        ? readonly RowIn<Links[E['to']]>[]
        : never;

type Follow<Found> = (row: Row, args: unknown, context: Context, info: GraphQLResolveInfo) => Found | Promise<Found>;

/** Resolvers of all edges of a table. An edge that is no field of its type does not compile. */
export function edges<
  Typename extends keyof Resolvers,
  Field extends keyof NonNullable<Resolvers[Typename]>,
  T extends Table,
>(table: T & { readonly typename: Typename; readonly edges: Readonly<Record<Field, Edge>> }) {
  // Object.fromEntries() forgets which value is whose.
  return Object.fromEntries(Object.entries<Edge>(table.edges).map(([name, edge]) => [name, follow(edge)])) as {
    readonly [Name in Field]: Follow<Target<T['edges'][Name & string]>>;
  };
}

/** Resolvers of the personal columns of a table: null with FORBIDDEN for whoever may not see them, wherever the row comes from. */
export function personal<T extends Table, const Column extends keyof T['columns'] & string>(
  table: T & { readonly personal: readonly Column[] },
) {
  const show = (column: Column) => (row: RowIn<T>, _: unknown, context: Context) => {
    context.requireColumn(table, column);
    return row[column];
  };
  // Object.fromEntries() forgets which value is whose.
  return Object.fromEntries(table.personal.map((column: Column) => [column, show(column)])) as {
    readonly [Name in Column]: (row: RowIn<T>, _: unknown, context: Context) => RowIn<T>[Name];
  };
}

function follow(edge: Edge): Follow<unknown> {
  if (edge.kind === 'one') return one(tableOf(edge.to), edge.key);
  if (edge.kind === 'any') return any(edge.typeKey, edge.key);
  return edge.to in links ? listed : paged;
}

/** The record on the other side: at once if it was fetched ahead. */
function one(to: Table, key: string): Follow<Row | null> {
  return (row, _, { loaders, wants }, info) => {
    const id = row[key] as string | null; // keys are uuid columns
    return id === null ? null : loaders.byId(to, id, wants(info));
  };
}

function any(typeKey: string, key: string): Follow<Named | null> {
  return async (row, _, { loaders, wants }, info) => {
    const id = row[key] as string | null;
    if (id === null) return null;
    const table = tableOf(row[typeKey] as string); // a check in the database: both are null, or neither
    return named(table, await loaders.byId(table, id, wants(info)));
  };
}

const paged: Follow<Connection> = (row, _, { loaders, wants }, info) => {
  const wanted = wants(info);
  const count = (mode: CountMode) => loaders.countBelow(wanted, row.id, mode);
  const page = loaders.below(wanted, row.id);
  return page instanceof Promise ? page.then((loaded) => connectionOf(loaded, count)) : connectionOf(page, count);
};

/** Rows of a link table are a plain list, of at most a page. */
const listed: Follow<readonly Row[]> = async (row, _, { loaders, wants }, info) =>
  (await loaders.below(wants(info), row.id)).rows;
