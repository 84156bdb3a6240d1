// The lists of the schema, and how a page of one is asked for, so that a test covers every entity without naming it.
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { createSchema } from '../../src/api/schema.ts';
import { entities } from '../../src/crm/index.ts';
import type { ListArgs, OrderBy } from '../../src/db/page.ts';
import type { Table } from '../../src/db/table.ts';
import type { World } from './world.ts';
import type { AnyRow } from './world-tables.ts';

export const schema: GraphQLSchema = createSchema();

export interface List {
  readonly table: Table & { readonly typename: string };
  /** `companies`: the field of Query that lists all of them. */
  readonly field: string;
  /** `company`: the field of Query that finds one. */
  readonly single: string;
}

/** Every entity with the root fields that lead to it. */
export const lists: readonly List[] = Object.values(entities).map((table: Table) => {
  const typename = table.typename!;
  const fields = Object.values(schema.getQueryType()!.getFields());
  const named = (type: string, ...args: string[]) =>
    fields.find(
      (field) =>
        getNamedType(field.type).name === type && args.every((arg) => field.args.some(({ name }) => name === arg)),
    )!.name;
  return {
    table: { ...table, typename },
    field: named(`${typename}Connection`, 'first'),
    single: named(typename, 'id'),
  };
});

export const listOf = (name: string): List => lists.find((list) => list.table.name === name)!;

export interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

const page =
  'edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';
const declared = (typename: string) =>
  `$first: Int, $after: String, $last: Int, $before: String, $filter: ${typename}Filter, $orderBy: [${typename}Order!]`;
const passed = 'first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy';

/** Asks for a page of all; the answer is `{ page: Page }`. */
export function pageDocument({ table, field }: List): string {
  return `query (${declared(table.typename)}) { page: ${field}(${passed}) { ${page} } }`;
}

/** Asks for a page below one record; the answer is `{ parent: { page: Page } }`. */
export function pageBelowDocument({ single, table }: List, edge: string): string {
  const child = tableBehind(table, edge).typename;
  return `query ($id: ID!, ${declared(child)}) { parent: ${single}(id: $id) { page: ${edge}(${passed}) { ${page} } } }`;
}

export function tableBehind(table: Table, edge: string): List['table'] {
  const type = schema.getType(table.typename!);
  const target = isObjectType(type) ? getNamedType(type.getFields()[edge]!.type).name : '';
  return lists.find((list) => `${list.table.typename}Connection` === target || list.table.typename === target)!.table;
}

/** Edges that lead to a connection: external ids are a plain list. */
export const connectionEdges = (table: Table): string[] =>
  Object.entries(table.edges).flatMap(([name, edge]) =>
    (edge.kind === 'many' || edge.kind === 'through') && name !== 'externalIds' ? [name] : [],
  );

/** Ids of the rows behind an edge of a row, in no order, deleted ones too. */
export function idsBehind(world: World, table: Table, edgeName: string, row: AnyRow): string[] {
  const edge = table.edges[edgeName]!;
  if (edge.kind === 'many')
    return world.of(edge.to).flatMap((child) => (child[edge.foreignKey] === row.id ? [child.id] : []));
  if (edge.kind === 'one' || edge.kind === 'any') return row[edge.key] === null ? [] : [row[edge.key] as string];
  const targets = new Set(world.of(edge.to).map((child) => child.id));
  return world
    .of(edge.via)
    .flatMap((link) =>
      link[edge.from] === row.id && targets.has(link[edge.target] as string) ? [link[edge.target] as string] : [],
    );
}

export type { ListArgs, OrderBy };
