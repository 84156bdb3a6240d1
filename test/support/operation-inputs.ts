// Random arguments for the grammar of operations: filters, orders, windows with cursors, ids, made from the input types.
// Values come from the vocabulary of values.ts, so that they often meet what is written.
import fc from 'fast-check';
import {
  coerceInputValue,
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Filter } from '../../src/db/filter.ts';
import { encodeCursor, fingerprintOf, type OrderBy, orderOf } from '../../src/db/page.ts';
import { type Table, tableOf } from '../../src/db/table.ts';
import { absentId, allOfThem, idsOf, isAbout, type Theme, valuesIn, valuesOf } from './values.ts';

export type Args = Readonly<Record<string, unknown>>;

const byTypename = new Map(allOfThem.flatMap((table) => (table.typename ? [[table.typename, table] as const] : [])));
export const tableOfType = (typename: string): Table | undefined => byTypename.get(typename);

/** Other systems print ids in capitals, and clients send what they have. */
const asWritten = (id: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 5, arbitrary: id }, { weight: 1, arbitrary: id.map((text) => text.toUpperCase()) });

const anyId = (table: Table) =>
  asWritten(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...idsOf(table.name)) },
      { weight: 1, arbitrary: fc.constant(absentId) },
    ),
  );

const words = ['Alpha', 'alpha', 'Alpah', 'Beta', 'Gamma', 'Gam', 'Äpfel', 'two', 'x', 'test', 'alpha.test', 'ann'];

/** Ids enough that a list names no partitions of its own any more. */
const manyIds = Array.from({ length: 101 }, (_, index) => `eeeeeeee-0000-7000-8000-${String(index).padStart(12, '0')}`);

/** `isPartition`: equality confines such lists to tags of their own, so it is what to ask most. */
function operators(type: GraphQLInputObjectType, pool: readonly unknown[], isPartition = false): fc.Arbitrary<Args> {
  const value = (of: GraphQLInputType): fc.Arbitrary<unknown> => {
    const named = getNamedType(of);
    if (isEnumType(named)) return fc.constantFrom(...named.getValues().map(({ name }) => name));
    const one = pool.length > 0 ? fc.constantFrom(...pool) : fc.constant(null);
    return named.name === 'ID' ? asWritten(one as fc.Arbitrary<string>) : one;
  };
  const operator = ({ name, type: of }: GraphQLInputField): fc.Arbitrary<readonly [string, unknown]> => {
    if (name === 'isNull') return fc.boolean().map((is) => [name, is] as const);
    if (name === 'currency') return fc.constantFrom('USD', 'EUR').map((code) => [name, code] as const);
    if (isListType(of)) {
      const some = fc.array(value(of.ofType), { maxLength: 3 });
      const many =
        getNamedType(of).name === 'ID' ? [{ weight: 1, arbitrary: some.map((ids) => [...ids, ...manyIds]) }] : [];
      return fc.oneof({ weight: 20, arbitrary: some }, ...many).map((list) => [name, list] as const);
    }
    if (/^(contains|startsWith|endsWith)$/.test(name)) {
      return fc
        .tuple(value(of), fc.nat(3), fc.integer({ min: 1, max: 4 }))
        .map(([text, from, length]) => [name, String(text).slice(from, from + length)] as const);
    }
    const nothing = name === 'eq' || name === 'ne' ? [{ weight: 1, arbitrary: fc.constant(null) }] : [];
    return fc.oneof({ weight: 12, arbitrary: value(of) }, ...nothing).map((one) => [name, one] as const);
  };
  const entry = fc.oneof(
    ...Object.values(type.getFields()).map((field) => ({
      weight: isPartition ? ({ eq: 6, in: 3 }[field.name] ?? 1) : 1,
      arbitrary: operator(field),
    })),
  );
  return fc
    .oneof(
      { weight: 8, arbitrary: fc.array(entry, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(entry, { maxLength: 2 }) },
    )
    .map(Object.fromEntries);
}

const customPools: Record<string, readonly unknown[]> = {
  text: ['gold', 'silver', 'go', '7'],
  number: [5, 7.5, 7, 0],
  date: ['2024-01-15', '2024-02-20'],
  boolean: [true, false],
};

function customCondition(type: GraphQLInputObjectType): fc.Arbitrary<Args> {
  const kinds = Object.values(type.getFields()).filter(({ name }) => name !== 'key');
  return fc
    .constantFrom(...kinds)
    .chain((kind) =>
      fc
        .tuple(
          fc.constantFrom('tier', 'score', 'since', 'vip'),
          operators(kind.type as GraphQLInputObjectType, customPools[kind.name]!),
        )
        .map(([key, inner]) => ({ key, [kind.name]: inner })),
    );
}

/** An arbitrary that is made when it is first drawn from: schemas are wide, and a scene sees little of them. */
export function lazily<T>(make: () => fc.Arbitrary<T>): fc.Arbitrary<T> {
  let made: fc.Arbitrary<T> | undefined;
  return fc.constant(null).chain(() => {
    made ??= make();
    return made;
  });
}

interface Weighed<T> {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<T>;
}

/** What belongs to the theme weighs as much as everything else together. */
export function oneOfTheme<T>(all: readonly (Weighed<T> & { readonly isTheme: boolean })[]): fc.Arbitrary<T> {
  const others = all.reduce((sum, { weight, isTheme }) => sum + (isTheme ? 0 : weight), 0);
  const themed = all.filter(({ isTheme }) => isTheme).length;
  return fc.oneof(...all.map((each) => (each.isTheme ? { ...each, weight: Math.ceil((others + 1) / themed) } : each)));
}

/** `related`: inside a relation, where no further relation is allowed. `depth` of and/or/not. */
function filterOf(
  theme: Theme,
  type: GraphQLInputObjectType,
  table: Table,
  related = false,
  depth = 2,
): fc.Arbitrary<Filter> {
  const entries = Object.values(type.getFields()).flatMap((field) => {
    const { name } = field;
    const of = getNamedType(field.type) as GraphQLInputObjectType;
    const columns = table.fields[name] ?? [name];
    const edge = table.edges[name];
    const isJunction = ['and', 'or', 'not'].includes(name);
    if ((isJunction && depth === 0) || (edge && related)) return [];
    const inner = (): fc.Arbitrary<unknown> => {
      const same = () => filterOf(theme, of, table, related, depth - 1);
      if (isJunction) return name === 'not' ? same() : fc.array(same(), { maxLength: 2 });
      if (name === 'custom') return fc.array(customCondition(of), { minLength: 1, maxLength: 2 });
      if (edge && edge.kind !== 'any') return filterOf(theme, of, tableOf(edge.to), true, 1);
      return operators(of, valuesIn(theme, table, columns[0]!), table.partitions.includes(name));
    };
    const isTheme = columns.some((column) => isAbout(theme, table, column));
    const leadsToTheme = edge && edge.kind !== 'any' && edge.to === theme.table.name;
    const weight = leadsToTheme ? 6 : table.partitions.includes(name) ? 6 : edge || isJunction ? 3 : 2;
    return [{ weight, isTheme, arbitrary: lazily(inner).map((value) => [name, value] as const) }];
  });
  const entry = oneOfTheme(entries);
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.array(entry, { minLength: 1, maxLength: 1 }) },
      { weight: 3, arbitrary: fc.array(entry, { minLength: 2, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    )
    .map((some): Filter => Object.fromEntries(some));
}

function orderByOf(theme: Theme, type: GraphQLInputObjectType, table: Table): fc.Arbitrary<OrderBy[]> {
  const fields = (getNamedType(type.getFields()['field']!.type) as GraphQLEnumType).getValues();
  const field = fields.map(({ name }) => ({
    weight: 1,
    isTheme: isAbout(theme, table, table.orders[name]!),
    arbitrary: fc.constant(name),
  }));
  const key = fc.record(
    { field: oneOfTheme(field), direction: fc.constantFrom('ASC', 'DESC'), nulls: fc.constantFrom('FIRST', 'LAST') },
    { requiredKeys: ['field'] },
  );
  return fc.array(key, { minLength: 1, maxLength: 2 }) as fc.Arbitrary<OrderBy[]>;
}

/** The arguments of a list. Cursors stand for places anywhere in it, also where no row is. */
function listArgs(theme: Theme, args: ReadonlyMap<string, GraphQLArgument>, table: Table): fc.Arbitrary<Args> {
  const filterType = args.get('filter')!.type as GraphQLInputObjectType;
  const orderType = args.get('orderBy')!.type;
  const size = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.constant(100) },
  );
  const window = fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('first'), size) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('last'), size) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('first'), size, fc.constant('after')) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('last'), size, fc.constant('before')) },
  );
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary }, { weight: 2, arbitrary: fc.constant(undefined) });
  const places = fc.array(fc.nat(20), { minLength: 3, maxLength: 3 });
  return fc
    .tuple(
      maybe(filterOf(theme, filterType, table)),
      maybe(orderByOf(theme, getNamedType(orderType) as GraphQLInputObjectType, table)),
      window,
      places,
    )
    .map(([filter, orderBy, [end, count, side], at]) => {
      const asked: Args = { ...(filter && { filter }), ...(orderBy && { orderBy }), ...(end && { [end]: count }) };
      if (!side) return asked;
      const seen = {
        filter: (coerceInputValue(filter ?? null, filterType) as Filter) ?? null,
        orderBy: (coerceInputValue(orderBy ?? null, orderType) as OrderBy[]) ?? null,
      };
      const orders = orderOf(table, seen.orderBy);
      const row = Object.fromEntries(
        orders.map(({ column, nullable }, nth) => {
          const pool = [...valuesIn(theme, table, column), ...(nullable ? [null] : [])];
          return [column, pool[at[nth]! % pool.length]];
        }),
      );
      return { ...asked, [side]: encodeCursor(fingerprintOf(table, seen), orders, row) };
    });
}

/** An argument that no list has, by its type and name. */
function single(theme: Theme, argument: GraphQLArgument, table: Table | undefined): fc.Arbitrary<unknown> {
  const { name } = argument;
  const nullable = getNullableType(argument.type);
  const named = getNamedType(argument.type);
  if (isListType(nullable))
    return fc.array(single(theme, { ...argument, type: nullable.ofType }, table), { minLength: 1, maxLength: 3 });
  // The estimate is the planner's: it depends on statistics and not on rows, and is documented as that.
  if (isEnumType(named))
    return fc.constantFrom(
      ...named
        .getValues()
        .map((value) => value.name)
        .filter((value) => value !== 'ESTIMATE'),
    );
  if (isInputObjectType(named)) return filterOf(theme, named, tableOfType(named.name.replace(/Filter$/, ''))!);
  if (named.name === 'ID') {
    const from = table ?? tableOfType(name.replace(/Id$/, '').replace(/^./, (letter) => letter.toUpperCase()));
    return from ? anyId(from) : fc.oneof(...allOfThem.map(anyId));
  }
  if (named.name === 'Int') return fc.integer({ min: 1, max: 5 });
  if (named.name === 'String')
    return fc.constantFrom(...(name === 'text' ? words : [...valuesOf(tableOf('external_id'), name), 'nowhere']));
  throw new Error(`the grammar has no values for an argument '${name}: ${String(argument.type)}'`);
}

/** Arguments of a field; `typename` is that of the record it leads to. */
export function argsOf(theme: Theme, all: readonly GraphQLArgument[], typename: string): fc.Arbitrary<Args> {
  const byName = new Map(all.map((argument) => [argument.name, argument]));
  const listed = tableOfType(typename.replace(/Connection$/, ''));
  if (byName.has('orderBy') && listed) return listArgs(theme, byName, listed);
  const parts = Object.fromEntries(
    all.map((argument) => [argument.name, single(theme, argument, tableOfType(typename))]),
  );
  return fc.record(parts, { requiredKeys: all.filter(({ type }) => isNonNullType(type)).map(({ name }) => name) });
}
