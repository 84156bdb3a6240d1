// A document as the places that cost something: merged as it will be executed, each fragment taken once for each type that it is
// read on, so that neither chains nor repetitions make it grow. Worked out once for a document; cost.ts puts the variables in.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Weights } from './weights.ts';

/** A number in the document, or the name of the variable that has it. */
export type Given = number | string;

/** @skip or @include: the field is there if the value is `when`. */
export interface Condition {
  readonly given: boolean | string;
  readonly when: boolean;
}

/** A field of the merged selection. */
export interface Place {
  /** Its name in the answer. */
  readonly key: string;
  readonly name: string;
  /** `Company.contacts` */
  readonly coordinate: string;
  /** The fields that were merged: what is executed is known by one of them. */
  readonly nodes: readonly FieldNode[];
  readonly weight: number;
  /** Of each object. */
  readonly typeWeight: number;
  readonly isList: boolean;
  readonly assumedSize: number | null;
  readonly slices: readonly { readonly argument: string; readonly given: Given }[];
  readonly sized: ReadonlySet<string>;
  /** Arguments that take lists: how many values, and what each costs. */
  readonly values: readonly { readonly weight: number; readonly given: Given }[];
  /** What is asked of its objects, for each type that they may have: one of them counts. */
  readonly below: readonly Group[];
}

export interface Entry {
  readonly place: Place;
  /** It is there if all conditions of one of these hold; empty: always. */
  readonly conditions: readonly (readonly Condition[])[];
}

export type Group = readonly Entry[];

/** Introspection walks the whole schema, whatever the answer shows of it: some 20 ms for what GraphiQL asks. */
const flatWeights: ReadonlyMap<string, number> = new Map([
  ['__schema', 5_000],
  ['__type', 200],
]);

interface Part {
  readonly set: SelectionSetNode;
  readonly conditions: readonly Condition[];
}

interface Found {
  readonly node: FieldNode;
  readonly conditions: readonly Condition[];
}

export function planOf(
  schema: GraphQLSchema,
  weights: Weights,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  operation: OperationDefinitionNode,
): { readonly weight: number; readonly root: Group } {
  const numbers = new Map<SelectionSetNode, number>();
  const groups = new Map<string, Group>();
  const type = schema.getRootType(operation.operation)!;
  return { weight: weights.ofType(type), root: groupOf(type, [{ set: operation.selectionSet, conditions: [] }]) };

  function groupOf(type: GraphQLObjectType, parts: readonly Part[]): Group {
    const key = `${type.name} ${parts.map(keyOf).join()}`;
    let group = groups.get(key);
    if (!group) {
      group = makeGroup(type, parts);
      groups.set(key, group);
    }
    return group;
  }

  function keyOf({ set, conditions }: Part): string {
    let number = numbers.get(set);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(set, number);
    }
    return conditions.length === 0 ? String(number) : `${number}${JSON.stringify(conditions)}`;
  }

  function makeGroup(type: GraphQLObjectType, parts: readonly Part[]): Group {
    const fields = new Map<string, Found[]>();
    const seen = new Set<string>();
    for (const { set, conditions } of parts) collect(type, set, conditions, fields, seen);
    return [...fields].flatMap(([key, found]) => {
      const place = placeOf(type, key, found);
      if (!place) return [];
      const isAlways = found.some(({ conditions }) => conditions.length === 0);
      return [{ place, conditions: isAlways ? [] : found.map(({ conditions }) => conditions) }];
    });
  }

  function collect(
    type: GraphQLObjectType,
    set: SelectionSetNode,
    around: readonly Condition[],
    into: Map<string, Found[]>,
    seen: Set<string>,
  ): void {
    for (const selection of set.selections) {
      const conditions = [...around, ...conditionsOf(selection)];
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const found = into.get(key);
        if (found) found.push({ node: selection, conditions });
        else into.set(key, [{ node: selection, conditions }]);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread && seen.has(selection.name.value)) continue;
      // Behind a condition it may not be there, so that the next spread counts.
      if (isSpread && conditions.length === 0) seen.add(selection.name.value);
      const fragment = isSpread ? fragments.get(selection.name.value) : selection;
      if (fragment && applies(fragment.typeCondition?.name.value, type))
        collect(type, fragment.selectionSet, conditions, into, seen);
    }
  }

  function applies(name: string | undefined, type: GraphQLObjectType): boolean {
    if (name === undefined || name === type.name) return true;
    const on = schema.getType(name);
    return isAbstractType(on) && schema.isSubType(on, type);
  }

  function placeOf(parent: GraphQLObjectType, key: string, found: readonly Found[]): Place | null {
    const { node } = found[0]!;
    const name = node.name.value;
    const coordinate = `${parent.name}.${name}`;
    const same = { key, name, coordinate, nodes: found.map((each) => each.node) };
    const none = { assumedSize: null, slices: [], sized: new Set<string>(), values: [], below: [] };
    const flat = flatWeights.get(name);
    if (flat !== undefined) return { ...same, ...none, weight: flat, typeWeight: 0, isList: false };
    const field = parent.getFields()[name];
    if (!field) return null; // __typename
    const type = getNamedType(field.type);
    const priced = weights.ofField(field);
    if (!isCompositeType(type) && priced.weight === 0 && priced.perValue.size === 0) return null;
    const { weight, isList, assumedSize, sized } = priced;
    return {
      ...same,
      weight,
      isList,
      assumedSize,
      sized,
      typeWeight: heaviest(type),
      slices: priced.slicing.flatMap((argument) => {
        const given = givenOf(field, node, argument);
        return given === null ? [] : [{ argument, given }];
      }),
      values: [...priced.perValue].flatMap(([argument, each]) => {
        const given = givenOf(field, node, argument);
        return given === null ? [] : [{ weight: each, given }];
      }),
      below: isCompositeType(type) ? belowOf(type, found) : [],
    };
  }

  function heaviest(type: GraphQLNamedType): number {
    return isAbstractType(type)
      ? Math.max(...schema.getPossibleTypes(type).map((each) => weights.ofType(each)))
      : weights.ofType(type);
  }

  function belowOf(type: GraphQLCompositeType, found: readonly Found[]): Group[] {
    const isMerged = found.length > 1;
    const parts = found.flatMap(({ node: { selectionSet: set }, conditions }) =>
      set ? [{ set, conditions: isMerged ? conditions : [] }] : [],
    );
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    // Types of which the same is asked make the same group.
    return [...new Set(types.map((each) => groupOf(each, parts)))].filter((group) => group.length > 0);
  }
}

function conditionsOf({ directives = [] }: SelectionNode): Condition[] {
  return directives.flatMap(({ name, arguments: given = [] }): Condition[] => {
    if (name.value !== 'skip' && name.value !== 'include') return [];
    const value = given[0]?.value;
    const when = name.value === 'include';
    if (value?.kind === Kind.VARIABLE) return [{ given: value.name.value, when }];
    return value?.kind === Kind.BOOLEAN ? [{ given: value.value, when }] : [];
  });
}

/** Null: nobody says it. */
function givenOf(field: GraphQLField<unknown, unknown>, node: FieldNode, name: string): Given | null {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value !== undefined) return countOf(value);
  const byDefault = field.args.find((argument) => argument.name === name)?.defaultValue;
  return typeof byDefault === 'number' ? byDefault : null;
}

function countOf(value: ValueNode): Given | null {
  if (value.kind === Kind.VARIABLE) return value.name.value;
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.LIST) return value.values.length;
  return value.kind === Kind.NULL ? null : 1; // a single value stands for a list of one
}
