// What a document asks of the tables: the columns of each, and the edges at each place. Worked out once for each document, so
// that reads fetch no column in vain and loaders know what comes next.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { EdgeWants } from '../crm/loaders.ts';
import { defaultSize, type ListArgs, mostRows } from '../db/page.ts';
import { personalScope, scopeFor } from '../db/rights.ts';
import { allTables, type Edge, type Table } from '../db/table.ts';

/** A field that leads to records, and the edges selected below it. */
interface Place {
  readonly node: FieldNode;
  readonly type: GraphQLObjectType | null;
  readonly from: Table | null;
  readonly edge: Edge | null;
  /** Whether it is a page of records. */
  readonly isList: boolean;
  readonly below: Place[];
  /** The fragments and fields around it that may be skipped. */
  readonly conditions: readonly ConditionalNode[];
  /** Its arguments, if no variable stands in them. */
  readonly fixedArgs: ListArgs | null;
}

type ConditionalNode = Parameters<typeof getDirectiveValues>[1];
type Variables = Readonly<Record<string, unknown>>;

export interface Selection {
  /** What it takes to see all of it. */
  readonly scopes: readonly string[];
  /** Columns that the operation needs of a table, everywhere together. */
  columnsOf(table: Table): ReadonlySet<string>;
  /** For one execution: what is wanted at the place of a field. The same place gives the same object. */
  wants(variables: Variables): WantsOf;
}

let byTypename: Map<string, Table> | null = null;

export function tableOfType(name: string): Table | undefined {
  byTypename ??= new Map(allTables().flatMap((table) => (table.typename ? [[table.typename, table] as const] : [])));
  return byTypename.get(name);
}

/** For one execution: what is wanted at the place of a field. */
export type WantsOf = (node: FieldNode) => EdgeWants;

export function selectionOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Selection {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const columns = new Map<Table, Set<string>>();
  const places = new Map<FieldNode, Place>();

  function need(table: Table, names: Iterable<string>): void {
    let set = columns.get(table);
    if (!set) {
      set = new Set(['id', ...('mergedIntoId' in table.columns ? ['mergedIntoId'] : [])]);
      columns.set(table, set);
    }
    for (const name of names) set.add(name);
  }

  function walk(
    parent: GraphQLNamedType,
    selectionSet: SelectionSetNode,
    into: Place[],
    conditions: readonly ConditionalNode[],
    // Fragments that this selection set holds already: spread twice they add nothing, spread in chains they would add 2^n.
    seen: Set<string>,
  ): void {
    for (const selection of selectionSet.selections) {
      const around = selection.directives?.length ? [...conditions, selection] : conditions;
      if (selection.kind === Kind.FIELD) {
        if (!selection.name.value.startsWith('__')) walkField(parent, selection, into, around, seen);
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (!fragment || (fragment.kind === Kind.FRAGMENT_DEFINITION && seen.has(fragment.name.value))) continue;
        if (fragment.kind === Kind.FRAGMENT_DEFINITION) seen.add(fragment.name.value);
        const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
        if (type) walk(type, fragment.selectionSet, into, around, seen);
      }
    }
  }

  function walkField(
    parent: GraphQLNamedType,
    node: FieldNode,
    into: Place[],
    conditions: readonly ConditionalNode[],
    seen: Set<string>,
  ): void {
    const name = node.name.value;
    const owners = isAbstractType(parent) ? schema.getPossibleTypes(parent) : isObjectType(parent) ? [parent] : [];
    for (const owner of owners) {
      const table = tableOfType(owner.name);
      if (table) need(table, columnsFor(table, name));
    }
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!definition || !node.selectionSet) return;
    const type = getNamedType(definition.type);
    const table = isObjectType(parent) ? (tableOfType(parent.name) ?? null) : null;
    // An edge that all records share may be asked of the interface: the same edge, whatever the type of the row.
    const shared = isAbstractType(parent)
      ? owners.map((owner) => tableOfType(owner.name)?.edges[name]).find(Boolean)
      : null;
    const edge = table?.edges[name] ?? shared ?? null;
    // Connections are walked through: what is wanted of their nodes is wanted at the place of the connection.
    const isPart = isObjectType(parent) && /(Connection|Edge)$/.test(parent.name);
    if (isPart) {
      walk(type, node.selectionSet, into, conditions, seen);
      return;
    }
    // A fragment's field is one place, wherever the fragment is spread.
    const known = places.get(node);
    if (known) {
      if (edge) into.push(known);
      return;
    }
    const place: Place & { fixedArgs: ListArgs | null } = {
      node,
      type: isObjectType(parent) ? parent : null,
      from: table,
      edge,
      isList: definition.args.some((argument) => argument.name === 'first'),
      below: [],
      conditions,
      fixedArgs: null,
    };
    place.fixedArgs = hasVariable(node) ? null : argsOf(place, {});
    places.set(node, place);
    if (edge) into.push(place);
    walk(type, node.selectionSet, place.below, [], new Set());
  }

  const root = schema.getRootType(operation.operation);
  if (root) walk(root, operation.selectionSet, [], [], new Set());
  const none = new Set(['id']);

  return {
    scopes: [...columns].flatMap(([table, names]) => scopesOf(table, names)),
    columnsOf: (table) => columns.get(table) ?? none,
    wants: (variables) => {
      const made = new Map<Place, EdgeWants>();
      const make = (place: Place, above: number): EdgeWants => {
        let wants = made.get(place);
        if (!wants) {
          const included = place.below.filter((each) =>
            each.conditions.every((condition) => isIncluded(condition, variables)),
          );
          const args = place.fixedArgs ?? argsOf(place, variables);
          const most = above * (place.isList ? (args.first ?? args.last ?? defaultSize) : 1);
          wants = {
            from: place.from?.name ?? '',
            edge: place.edge as Edge,
            args,
            most,
            place: place.node,
            edges: included.map((each) => make(each, most)),
          };
          made.set(place, wants);
        }
        return wants;
      };
      return (node) => {
        const place = places.get(node);
        if (!place) throw new Error(`field '${node.name.value}' is not in the selection`);
        return make(place, 1);
      };
    },
  };
}

function scopesOf(table: Table, names: ReadonlySet<string>): string[] {
  const scope = scopeFor(table, 'read');
  const isPersonal = table.personal.some((name) => names.has(name));
  return [...(scope === null ? [] : [scope]), ...(isPersonal ? [personalScope(table)] : [])];
}

function columnsFor(table: Table, field: string): readonly string[] {
  const edge = table.edges[field];
  if (edge) return edge.kind === 'one' ? [edge.key] : edge.kind === 'any' ? [edge.typeKey, edge.key] : [];
  return table.fields[field] ?? (field in table.columns ? [field] : []);
}

function argsOf(place: Place, variables: Variables): ListArgs {
  const definition = place.type?.getFields()[place.node.name.value];
  if (!definition) return {};
  // A list field without arguments is short by nature: all of it, up to a page.
  return definition.args.length > 0
    ? (getArgumentValues(definition, place.node, variables) as ListArgs)
    : { first: mostRows };
}

/** Coercing arguments for each request costs as much as sending a statement; most documents say them once and for all. */
function hasVariable(node: FieldNode): boolean {
  let found = false;
  for (const argument of node.arguments ?? []) visit(argument, { Variable: () => (found = true) });
  return found;
}

function isIncluded(node: ConditionalNode, variables: Variables): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}
