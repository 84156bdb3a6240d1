// A filter as a test of one row in memory: whether a row of the change log is in the list that the same filter makes.
// Invariant: it agrees with the SQL of filter.ts on every row, where text is ordered by code point as in the databases that we make.
import { badInput } from '../errors.ts';
import type { ColumnType } from './column.ts';
import { cleaned, type Operators } from './condition.ts';
import { compileFilter, type Filter } from './filter.ts';
import type { Image } from './image.ts';
import { type Rights, requireColumns } from './rights.ts';
import { columnOf, type Table } from './table.ts';

/** Of an image in the outside form. There are two truth values: a comparison with nothing does not hold. */
export type Matcher = (image: Image) => boolean;

/** Throws BAD_USER_INPUT for what no list takes, and for filters that look beyond the record; FORBIDDEN for what may not be seen. */
export function matcherOf(table: Table, filter: Filter | null | undefined, rights: Rights): Matcher {
  const { scans, uses } = compileFilter(table, filter, false); // for its limits and its errors
  requireColumns(rights, table, uses);
  if (scans.length > 0)
    throw badInput('A live filter looks at the record alone: no relations in it, compare their ids.', {
      argument: 'filter',
    });
  const matches = filter ? allOf(table, filter) : () => true;
  const seesDeleted = !table.softDelete || speaksOfDeletion(filter ?? {});
  return seesDeleted ? matches : (image) => image['deletedAt'] === null && matches(image);
}

function speaksOfDeletion(filter: Filter): boolean {
  return Object.entries(filter).some(([field, value]) => {
    if (value == null) return false;
    if (field === 'and' || field === 'or') return (value as Filter[]).some(speaksOfDeletion);
    return field === 'not' ? speaksOfDeletion(value as Filter) : field === 'deletedAt';
  });
}

function allOf(table: Table, filter: Filter): Matcher {
  const tests = Object.entries(filter).flatMap(([field, value]) =>
    value == null ? [] : [testOf(table, field, value)],
  );
  return (image) => tests.every((test) => test(image));
}

function testOf(table: Table, field: string, value: unknown): Matcher {
  if (field === 'and' || field === 'or') {
    const tests = (value as Filter[]).map((each) => allOf(table, each));
    return field === 'and' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
  }
  if (field === 'not') {
    const test = allOf(table, value as Filter);
    return (image) => !test(image);
  }
  const money = table.fields[field];
  if (money) return moneyTest(money as [string, string], value as Operators & { currency?: string | null });
  if (field === 'custom') return customTest(value as CustomOperators[]);
  const { type } = columnOf(table, field);
  const holds = comparison(type, value as Operators, field);
  return (image) => holds(image[field] ?? null);
}

function moneyTest([minor, currency]: [string, string], operators: Operators & { currency?: string | null }): Matcher {
  const { currency: wanted, ...amounts } = operators;
  const holds = comparison('bigint', amounts, minor);
  return (image) => (wanted == null || image[currency] === wanted) && holds(image[minor] ?? null);
}

interface CustomOperators {
  readonly key: string;
  readonly text?: Operators | null;
  readonly number?: Operators | null;
  readonly date?: Operators | null;
  readonly boolean?: Operators | null;
}

const customTypes = [
  ['text', 'text', 'string'],
  ['number', 'numeric', 'number'],
  ['boolean', 'boolean', 'boolean'],
  ['date', 'text', 'string'],
] as const;

function customTest(conditions: readonly CustomOperators[]): Matcher {
  const tests = conditions.flatMap((condition) =>
    customTypes.flatMap(([operators, type, json]) => {
      const given = condition[operators];
      if (!given) return [];
      const holds = comparison(type, given, `custom.${condition.key}`);
      return [
        (custom: ReadonlyMap<string, unknown>) => {
          const value = custom.get(condition.key);
          return holds(typeof value === json ? value : null);
        },
      ];
    }),
  );
  // A map: a key that is called `constructor` is a key like any other.
  return (image) => {
    const custom = new Map(Object.entries((image['custom'] ?? {}) as object));
    return tests.every((test) => test(custom));
  };
}

type Holds = (value: unknown) => boolean;

/** All operators hold; `value` is a column's, or null. */
function comparison(type: ColumnType, operators: Operators, field: string): Holds {
  const clean = (value: unknown) => cleaned(value, type, field);
  const tests = Object.entries(operators).flatMap(([operator, given]): Holds[] => {
    if (given === undefined || (given === null && operator !== 'eq' && operator !== 'ne')) return [];
    const wanted = Array.isArray(given) ? given.map(clean) : clean(given);
    const isIn = (value: unknown) =>
      (wanted as unknown[]).some((each) => value !== null && order(value, each, type) === 0);
    switch (operator) {
      case 'eq':
        return [(value) => isEqual(value, wanted, type)];
      case 'ne':
        return [(value) => !isEqual(value, wanted, type)];
      case 'in':
        return [isIn];
      case 'notIn':
        return [(value) => !isIn(value)];
      case 'gt':
        return [(value) => value !== null && order(value, wanted, type) > 0];
      case 'gte':
        return [(value) => value !== null && order(value, wanted, type) >= 0];
      case 'lt':
        return [(value) => value !== null && order(value, wanted, type) < 0];
      case 'lte':
        return [(value) => value !== null && order(value, wanted, type) <= 0];
      case 'contains':
        return [(value) => value !== null && lower(value).includes(lower(wanted))];
      case 'startsWith':
        return [(value) => value !== null && lower(value).startsWith(lower(wanted))];
      case 'endsWith':
        return [(value) => value !== null && lower(value).endsWith(lower(wanted))];
      case 'isNull':
        return [(value) => (value === null) === wanted];
      default:
        throw badInput(`There is no operator '${operator}'.`, { field });
    }
  });
  return (value) => tests.every((test) => test(value));
}

const lower = (text: unknown) => String(text).toLowerCase();

const isEqual = (value: unknown, wanted: unknown, type: ColumnType) =>
  value === null || wanted === null ? value === wanted : order(value, wanted, type) === 0;

/** Text by code point, which is the order of its UTF-8. */
function order(a: unknown, b: unknown, type: ColumnType): number {
  if (type === 'timestamptz') return Date.parse(a as string) - Date.parse(b as string);
  if (typeof a === 'string' && typeof b === 'string')
    return a === b ? 0 : type === 'text' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
  return Number(a) - Number(b);
}
