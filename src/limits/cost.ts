// What an operation costs: a function of its variables, made once for a document. Each place is reckoned once, however often a
// fragment leads to it. Invariant: the bound is never less than what the operation can cost, as far as the schema can tell.
import type { FieldNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type Condition, type Given, type Group, type Place, planOf } from './cost-plan.ts';
import type { Weights } from './weights.ts';

/** No argument takes more, neither `first` nor a list: what asks for more is refused by the field, in words of its own. */
export const mostListed = 100;
/** Of a list of which nobody says anything. */
const assumedSize = 10;

type Variables = Readonly<Record<string, unknown>>;

/** How long a list is, if that is known better than by its arguments; null: it is not. */
export type SizeOf = (place: Place, bound: number) => number | null;

export interface FieldCost {
  readonly path: string;
  /** Of all its objects together, with what is below them. */
  readonly cost: number;
  /** How often it is asked. */
  readonly times: number;
  /** Objects each time. */
  readonly size: number;
}

/** An argument that would make the operation cheap enough. */
export interface Fit {
  readonly path: string;
  readonly argument: string;
  readonly given: number;
  /** The largest that fits; 0: none does. */
  readonly fits: number;
}

export interface Cost {
  /** Of any operation of its kind that asks for something. */
  readonly weight: number;
  /** Places of pages, of which the data tells how long they are. */
  readonly pages: readonly Place[];
  of(variables: Variables, sizeOf?: SizeOf): number;
  /** The dearest first. */
  fields(variables: Variables, most: number, sizeOf?: SizeOf): FieldCost[];
  /** For the dearest pages, what would make all of it cost no more than `ceiling`. */
  fits(variables: Variables, ceiling: number, sizeOf?: SizeOf): Fit[];
}

/** Beyond, a breakdown is a way to spend our time: fragments may lead to one place over many paths. */
const mostPaths = 2_000;
const mostFits = 3;

interface Run {
  readonly variables: Variables;
  readonly sizeOf: SizeOf;
  /** What each place costs when its list is so long. */
  readonly known: Map<Place, { readonly given: number | null; readonly cost: number }>;
}

const unknown: SizeOf = () => null;

export function costOf(
  schema: GraphQLSchema,
  weights: Weights,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  operation: OperationDefinitionNode,
): Cost {
  const { weight, root } = planOf(schema, weights, fragments, operation);
  const pages = new Set<Place>();
  findPages(root, pages, new Set());
  /** What asks for nothing that costs anything costs nothing itself. */
  const total = (variables: Variables, sizeOf: SizeOf) => {
    const cost = costOfGroup(root, null, { variables, sizeOf, known: new Map() });
    return cost > 0 ? weight + cost : 0;
  };

  function fields(variables: Variables, most: number, sizeOf: SizeOf): (FieldCost & { readonly place: Place })[] {
    const run: Run = { variables, sizeOf, known: new Map() };
    const found: (FieldCost & { readonly place: Place })[] = [];
    const walk = (group: Group, above: Place | null, size: number, times: number, prefix: string): void => {
      for (const { place, conditions } of group) {
        if (found.length >= mostPaths || !isIncluded(conditions, variables)) continue;
        const given = givenBy(above, place, size);
        const own = sizeAt(place, given, run);
        const path = `${prefix}${place.key}`;
        found.push({ path, place, cost: times * costOfPlace(place, given, run), times, size: own });
        const dearest = dearestOf(place, own, run);
        if (dearest) walk(dearest, place, own, times * (place.isList ? own : 1), `${path}.`);
      }
    };
    walk(root, null, 1, 1, '');
    return found.sort((one, other) => other.cost - one.cost).slice(0, most);
  }

  return {
    weight,
    pages: [...pages],
    of: (variables, sizeOf = unknown) => total(variables, sizeOf),
    fields: (variables, most, sizeOf = unknown) =>
      fields(variables, most, sizeOf).map(({ path, cost, times, size }) => ({ path, cost, times, size })),
    fits(variables, ceiling, sizeOf = unknown) {
      const sliced = fields(variables, mostPaths, sizeOf).filter(({ place }) => place.slices.length > 0);
      return sliced.slice(0, mostFits).map(({ place, path, size }) => {
        const withSize = (n: number) =>
          total(variables, (at, bound) => (at.nodes[0] === place.nodes[0] ? n : sizeOf(at, bound)));
        // A page stands in none of its own rows: what it costs grows by as much with each.
        const [none, one] = [withSize(0), withSize(1)];
        const fits =
          none > ceiling ? 0 : Math.min(mostListed, Math.floor((ceiling - none) / Math.max(one - none, 1e-9)));
        return { path, argument: place.slices[0]!.argument, given: size, fits };
      });
    },
  };
}

function findPages(group: Group, found: Set<Place>, seen: Set<Group>): void {
  if (seen.has(group)) return;
  seen.add(group);
  for (const { place } of group) {
    if (place.sized.size > 0) found.add(place);
    for (const below of place.below) findPages(below, found, seen);
  }
}

function costOfGroup(group: Group, above: { place: Place; size: number } | null, run: Run): number {
  let sum = 0;
  for (const { place, conditions } of group) {
    if (conditions.length > 0 && !isIncluded(conditions, run.variables)) continue;
    sum += costOfPlace(place, above && givenBy(above.place, place, above.size), run);
  }
  return sum;
}

function costOfPlace(place: Place, given: number | null, run: Run): number {
  const known = run.known.get(place);
  if (known !== undefined && known.given === given) return known.cost;
  const size = sizeAt(place, given, run);
  let below = 0;
  for (const group of place.below) below = Math.max(below, costOfGroup(group, { place, size }, run));
  let cost = place.weight + (place.isList ? size : 1) * (place.typeWeight + below);
  for (const { weight, given: values } of place.values)
    cost += weight * Math.min(lengthOf(values, run.variables), mostListed);
  run.known.set(place, { given, cost });
  return cost;
}

function dearestOf(place: Place, size: number, run: Run): Group | null {
  let dearest: Group | null = null;
  let most = -1;
  for (const group of place.below) {
    const cost = costOfGroup(group, { place, size }, run);
    if (cost > most) [dearest, most] = [group, cost];
  }
  return dearest;
}

/** What the page around a field says of its size; so do lists that were given, of what comes of them. */
function givenBy(above: Place | null, place: Place, size: number): number | null {
  if (!above || !place.isList) return null;
  return above.sized.has(place.name) || (above.values.length > 0 && place.assumedSize === null) ? size : null;
}

/** How many objects stand at a place; for a page, how many its lists hold. */
function sizeAt(place: Place, given: number | null, { variables, sizeOf }: Run): number {
  if (given !== null) return given;
  const { isList, sized, values } = place;
  if (!isList && sized.size === 0 && values.length === 0) return 1;
  const bound = boundAt(place, variables);
  const better = sizeOf(place, bound);
  return better ?? bound;
}

function boundAt({ slices, values, assumedSize: assumed }: Place, variables: Variables): number {
  let said: number | null = null;
  for (const { given } of [...slices, ...values]) {
    const length = lengthOf(given, variables, -1);
    if (length >= 0) said = Math.max(said ?? 0, length);
  }
  return Math.min(said ?? assumed ?? assumedSize, mostListed);
}

function lengthOf(given: Given, variables: Variables, otherwise = 0): number {
  const value = typeof given === 'number' ? given : variables[given];
  if (typeof value === 'number') return Math.max(value, 0);
  if (Array.isArray(value)) return value.length;
  return value == null ? otherwise : 1;
}

function isIncluded(conditions: readonly (readonly Condition[])[], variables: Variables): boolean {
  if (conditions.length === 0) return true;
  return conditions.some((all) =>
    all.every(({ given, when }) => (typeof given === 'boolean' ? given : variables[given]) === when),
  );
}

/** Rows of each page that was read at a field; null: none was. */
export type Observed = (node: FieldNode) => number | null;

/** Pages as they were, for what the operation did cost. One that was not read cost nothing. */
export const asObserved =
  (observed: Observed): SizeOf =>
  ({ nodes, sized }, bound) => {
    if (sized.size === 0) return null;
    for (const node of nodes) {
      const size = observed(node);
      if (size !== null) return Math.min(size, bound);
    }
    return 0;
  };
