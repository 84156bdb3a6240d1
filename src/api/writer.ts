// Plain queries as text: records, their columns and edges, written straight from rows to JSON. It is compiled once for each
// document and spares what a general executor makes for every field: a call, a promise, an object, and a second walk over all of
// them to serialise. Whatever is more than plain (directives, reports, interfaces, counts) is left to graphql-jit: same answers.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { EdgeWants, Loaders } from '../crm/loaders.ts';
import type { ColumnType } from '../db/column.ts';
import type { Page, Row } from '../db/reads.ts';
import { type Table, tableOf } from '../db/table.ts';
import { parseId } from '../lib/text.ts';
import { tableOfType } from './selection.ts';

/** What a written query needs of its operation. */
export interface Run {
  readonly loaders: Loaders;
  readonly wants: (node: FieldNode) => EdgeWants;
}

/** A root field: its name in the answer, and how to write its value. Rejects with the field's error. */
export interface RootField {
  readonly key: string;
  readonly node: FieldNode;
  readonly write: (run: Run) => Promise<string>;
}

type WriteRow = (row: Row, run: Run) => string;

/** Thrown while compiling: the document is more than plain. */
class NotPlain extends Error {}

/** Thrown while writing: a row was not fetched ahead, so the general executor must wait for it. */
export class NotAhead extends Error {}

/** Whoever waits for it next hears how it ended. */
function notAhead(pending: Promise<unknown>): NotAhead {
  pending.catch(() => {});
  return new NotAhead();
}

/** Null if the query is more than plain. */
export function writerOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): RootField[] | null {
  if (operation.operation !== 'query' || operation.directives?.length) return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  try {
    const root = schema.getQueryType()!;
    return [...collect([operation.selectionSet], root)].map(([key, nodes]) => rootField(root, key, nodes));
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }

  /** Fields by their names in the answer, in order; fields of one name are merged. */
  function collect(sets: readonly SelectionSetNode[], type: GraphQLObjectType): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    const add = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (selection.directives?.length) throw new NotPlain();
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = fields.get(key);
          if (nodes) nodes.push(selection);
          else fields.set(key, [selection]);
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (seen.has(selection.name.value)) continue;
          seen.add(selection.name.value);
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
        if (fragment.typeCondition && fragment.typeCondition.name.value !== type.name) throw new NotPlain();
        add(fragment.selectionSet);
      }
    };
    for (const set of sets) add(set);
    return fields;
  }

  function below(nodes: readonly FieldNode[]): SelectionSetNode[] {
    return nodes.map((node) => node.selectionSet!);
  }

  function rootField(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): RootField {
    const [node] = nodes as [FieldNode];
    const field = type.getFields()[node.name.value];
    const to = field && getNamedType(field.type);
    if (!isObjectType(to)) throw new NotPlain();
    const table = tableOfType(to.name.replace(/Connection$/, ''));
    if (!table) throw new NotPlain();
    if (to.name.endsWith('Connection')) {
      // The order of a list that takes none is its resolver's.
      if (!field!.args.some(({ name }) => name === 'orderBy')) throw new NotPlain();
      const write = connection(table, to, nodes);
      return {
        key,
        node,
        async write(run) {
          const wants = run.wants(node);
          return write(await run.loaders.page(table, wants.args, wants), run);
        },
      };
    }
    const [argument, ...others] = field!.args;
    if (argument?.name !== 'id' || others.length > 0) throw new NotPlain();
    const write = record(table, to, below(nodes));
    return {
      key,
      node,
      async write(run) {
        const wants = run.wants(node);
        const id = parseId((wants.args as { id: string }).id, 'id');
        const row = await run.loaders.byAnyId(table, id, wants);
        return row === null ? 'null' : write(row, run);
      },
    };
  }

  /** A function of one expression: the pieces of the object that are known now, and the columns in between. */
  function record(table: Table, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): WriteRow {
    const others: ((value: string, run: Run) => string)[] = [];
    const parts = [...collect(sets, type)].map(([key, nodes]) => {
      const [node] = nodes as [FieldNode];
      const name = node.name.value;
      if (name === '__typename') return `'"${key}":"${type.name}"'`;
      const field = type.getFields()[name]!;
      const column = table.columns[name];
      const edge = table.edges[name];
      let value: string;
      if (edge) {
        const to = getNamedType(field.type) as GraphQLObjectType;
        if (edge.kind === 'any' || (edge.kind !== 'one' && !to.name.endsWith('Connection'))) throw new NotPlain();
        others.push(edge.kind === 'one' ? one(tableOf(edge.to), to, nodes) : many(tableOf(edge.to), to, nodes));
        const call = (argument: string) => `o[${others.length - 1}](${argument},x)`;
        value = edge.kind === 'one' ? orNull(`r.${edge.key}`, call(`r.${edge.key}`)) : call('r.id');
      } else if (table.fields[name]) {
        value = money(table.fields[name], nodes, getNamedType(field.type) as GraphQLObjectType);
      } else if (column && (!field.resolve || table.personal.includes(name))) {
        value = column.nullable ? orNull(`r.${name}`, leaf(`r.${name}`, column.type)) : leaf(`r.${name}`, column.type);
      } else {
        throw new NotPlain();
      }
      return `'"${key}":'+${value}`;
    });
    // Keys are GraphQL names and columns are names of our own descriptions: nothing here is a client's free text.
    return new Function('o', 'q', `return (r,x)=>'{'+${parts.join("+','+")}+'}'`)(others, quote) as WriteRow;
  }

  function money([minor, currency]: readonly string[], nodes: readonly FieldNode[], type: GraphQLObjectType): string {
    const parts = [...collect(below(nodes), type)].map(([key, [node]]) => {
      const name = node!.name.value;
      const value =
        name === 'minor' ? `r.${minor}` : name === 'currency' ? leaf(`r.${currency}`, 'date') : `'"${type.name}"'`;
      return `'"${key}":'+${value}`;
    });
    return orNull(`r.${minor}`, `'{'+${parts.join("+','+")}+'}'`);
  }

  function one(table: Table, type: GraphQLObjectType, nodes: readonly FieldNode[]): (id: string, run: Run) => string {
    const write = record(table, type, below(nodes));
    return (id, run) => {
      const row = run.loaders.byId(table, id);
      if (row instanceof Promise) throw notAhead(row);
      return row === null ? 'null' : write(row, run);
    };
  }

  function many(table: Table, type: GraphQLObjectType, nodes: readonly FieldNode[]): (id: string, run: Run) => string {
    const [node] = nodes as [FieldNode];
    const write = connection(table, type, nodes);
    return (id, run) => {
      const page = run.loaders.below(run.wants(node), id);
      if (page instanceof Promise) throw notAhead(page);
      return write(page, run);
    };
  }

  function connection(
    table: Table,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
  ): (page: Page, run: Run) => string {
    const parts = [...collect(below(nodes), type)].map(([key, inner]): ((page: Page, run: Run) => string) => {
      const name = inner[0]!.name.value;
      const to = getNamedType(type.getFields()[name]?.type);
      if (name === '__typename') return constant(`"${key}":"${type.name}"`);
      if (name === 'nodes') return list(`"${key}":`, record(table, to as GraphQLObjectType, below(inner)));
      if (name === 'edges') return list(`"${key}":`, edgeOf(table, to as GraphQLObjectType, inner));
      if (name === 'pageInfo') return pageInfo(key, collect(below(inner), to as GraphQLObjectType));
      throw new NotPlain(); // a count is a statement of its own
    });
    return (page, run) => `{${parts.map((part) => part(page, run)).join()}}`;
  }

  function edgeOf(
    table: Table,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
  ): (row: Row, run: Run, page: Page) => string {
    const parts = [...collect(below(nodes), type)].map(([key, inner]): ((row: Row, run: Run, page: Page) => string) => {
      const name = inner[0]!.name.value;
      if (name === '__typename') return () => `"${key}":"${type.name}"`;
      if (name === 'cursor') return (row, _, page) => `"${key}":"${page.cursorOf(row)}"`;
      const write = record(table, getNamedType(type.getFields()[name]!.type) as GraphQLObjectType, below(inner));
      return (row, run) => `"${key}":${write(row, run)}`;
    });
    return (row, run, page) => `{${parts.map((part) => part(row, run, page)).join()}}`;
  }

  function pageInfo(key: string, fields: Map<string, FieldNode[]>): (page: Page) => string {
    const parts = [...fields].map(([inner, [node]]) => ({ key: inner, name: node!.name.value }));
    return (page) => `"${key}":{${parts.map((part) => `"${part.key}":${pageInfoValue(page, part.name)}`).join()}}`;
  }
}

const constant = (text: string) => () => text;

function list(prefix: string, write: (row: Row, run: Run, page: Page) => string) {
  return (page: Page, run: Run): string => {
    let text = '';
    for (const row of page.rows) text += text === '' ? write(row, run, page) : `,${write(row, run, page)}`;
    return `${prefix}[${text}]`;
  };
}

function pageInfoValue(page: Page, name: string): string {
  if (name === 'hasNextPage') return String(page.hasNextPage);
  if (name === 'hasPreviousPage') return String(page.hasPreviousPage);
  if (name === '__typename') return '"PageInfo"';
  const row = page.rows.at(name === 'startCursor' ? 0 : -1);
  return row ? `"${page.cursorOf(row)}"` : 'null';
}

const orNull = (value: string, text: string) => `(${value}===null?'null':${text})`;

/** Code that writes a value of a column. Ids, days and times hold no character that JSON escapes. */
function leaf(value: string, type: ColumnType): string {
  if (type === 'uuid' || type === 'date' || type === 'timestamptz') return `'"'+${value}+'"'`;
  if (type === 'text') return `q(${value})`;
  return type === 'jsonb' || type === 'text[]' ? `JSON.stringify(${value})` : value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters that JSON escapes
const escaped = /[\u0000-\u001f"\\\ud800-\udfff]/;

function quote(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}
