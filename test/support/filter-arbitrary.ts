// Random filters, made from the schema's own input types, with values that rows have and values that nearly fit.
import fc from 'fast-check';
import {
  type GraphQLInputObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Filter } from '../../src/db/filter.ts';
import type { Table } from '../../src/db/table.ts';
import { lists, schema } from './lists.ts';
import type { World } from './world.ts';
import { amounts, awkwardTexts, counts, customKeys, days, moments } from './world-values.ts';

const inputType = (name: string) => schema.getType(name) as GraphQLInputObjectType;
const byTypename = new Map(lists.map(({ table }) => [`${table.typename}Filter`, table as Table]));
const unknownId = '01900000-0000-7000-8000-000000000000';

/** `depth`: how deep and/or/not may still nest. */
export function filters(world: World, table: Table, depth = 2, mayRelate = true): fc.Arbitrary<Filter> {
  const fields = Object.values(inputType(`${table.typename}Filter`).getFields());
  const conditions = fields.flatMap(({ name, type }): fc.WeightedArbitrary<Filter>[] => {
    const input = getNamedType(type).name;
    const as = (value: fc.Arbitrary<unknown>) => value.map((each) => ({ [name]: each }));
    if (name === 'and' || name === 'or' || name === 'not') {
      if (depth === 0) return [];
      const inner = filters(world, table, depth - 1, mayRelate);
      return [{ weight: 4, arbitrary: as(name === 'not' ? inner : fc.array(inner, { maxLength: 3 })) }];
    }
    const related = byTypename.get(input);
    if (related)
      return mayRelate ? [{ weight: 2, arbitrary: as(filters(world, related, Math.min(depth, 1), false)) }] : [];
    if (name === 'custom') return [{ weight: 3, arbitrary: as(fc.array(customConditions(), { maxLength: 2 })) }];
    return [{ weight: 2, arbitrary: as(operators(inputType(input), valuesOf(world, table, name))) }];
  });
  return fc
    .array(fc.oneof(...conditions), { minLength: 0, maxLength: 2 })
    .map((parts) => Object.assign({}, ...parts) as Filter);
}

/** What the column holds in the rows; for money the minor units. */
function valuesOf(world: World, table: Table, field: string): unknown[] {
  const column = table.fields[field]?.[0] ?? field;
  return [...new Set(world.of(table.name).map((row) => row[column]))].filter((value) => value !== null);
}

const likely: Record<string, readonly unknown[]> = {
  String: ['', '%', '_', '\\', "'", 'a', 'E', 'ü', '日', '😀', ...awkwardTexts],
  ID: [unknownId],
  Int: counts,
  Float: [...counts, 0.1, -1.5, 1e21, 42],
  Boolean: [true, false],
  MinorUnits: amounts,
  Date: days,
  DateTime: moments,
};

/** One or two operators of this input type. */
function operators(type: GraphQLInputObjectType, known: readonly unknown[]): fc.Arbitrary<Record<string, unknown>> {
  const each = Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type);
    const isPart = ['contains', 'startsWith', 'endsWith'].includes(field.name);
    const own =
      field.name === 'currency'
        ? ['USD', 'EUR', 'usd', '']
        : isEnumType(named)
          ? named.getValues().map(({ name }) => name)
          : null;
    const fitting = named.name === 'Boolean' && field.name === 'isNull' ? [] : own ? [] : known;
    const value = fc.constantFrom(...(own ?? likely[named.name]!), ...fitting);
    const text = isPart
      ? fc
          .tuple(value, fc.nat(4), fc.integer({ min: 1, max: 5 }))
          .map(([whole, from, length]) => [...String(whole)].slice(from, from + length).join(''))
      : value;
    const one = isListType(field.type)
      ? fc.array(value, { maxLength: 3 })
      : field.name === 'eq' || field.name === 'ne'
        ? fc.option(text, { freq: 5 })
        : text;
    return one.map((made) => ({ [field.name]: made }));
  });
  return fc
    .array(fc.oneof(...each), { minLength: 1, maxLength: 2 })
    .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);
}

function customConditions(): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.values(inputType('CustomFilter').getFields()).filter(({ type }) => !isNonNullType(type));
  const key = fc.constantFrom(...Object.values(customKeys));
  const compared = fields.map(({ name, type }) => {
    const input = getNamedType(type);
    const values = name === 'text' ? ['gold', 'other'] : [];
    return isInputObjectType(input) ? operators(input, values).map((each) => ({ [name]: each })) : fc.constant({});
  });
  return fc
    .tuple(key, fc.array(fc.oneof(...compared), { minLength: 1, maxLength: 2 }))
    .map(([name, parts]) => Object.assign({ key: name }, ...parts) as Record<string, unknown>);
}
