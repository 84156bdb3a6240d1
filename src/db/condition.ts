// One column compared with the operators that a client may write. Every operator object is a conjunction.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { badInput } from '../errors.ts';
import { cleanText, parseId } from '../lib/text.ts';
import type { ColumnType } from './column.ts';

export interface Operators {
  readonly eq?: unknown;
  readonly ne?: unknown;
  readonly in?: readonly unknown[];
  readonly notIn?: readonly unknown[];
  readonly gt?: unknown;
  readonly gte?: unknown;
  readonly lt?: unknown;
  readonly lte?: unknown;
  readonly contains?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
  readonly isNull?: boolean;
}

/** Values in one `in`: as many as a page has rows, ten times over. */
const mostValues = 1000;

const comparisons = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
/** `%` and `_` in a client's text are letters like any other. */
const pattern = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** The value as it is compared: ids in small letters, text that PostgreSQL can keep. */
export function cleaned(value: unknown, type: ColumnType, field: string): unknown {
  if (typeof value !== 'string') return value;
  return type === 'uuid' ? parseId(value, field) : cleanText(value, field);
}

/** Conditions that must all hold; null if there are none. */
export function allOf(parts: readonly (Sql | null)[]): Sql | null {
  const present = parts.filter((part) => part !== null);
  return present.length > 0 ? join(present, ' and ') : null;
}

/** Null for an empty object: no condition. `field` is named in errors. */
export function conditionOf(column: Sql, type: ColumnType, operators: Operators, field: string): Sql | null {
  if (type === 'jsonb') return customCondition(column, operators as never, field);
  const cast = raw(`::${type}`);
  const array = raw(`::${type}[]`);
  const parts: Sql[] = [];
  for (const [operator, given] of Object.entries(operators)) {
    const value = Array.isArray(given) ? given.map((each) => cleaned(each, type, field)) : cleaned(given, type, field);
    if (value === undefined || (value === null && operator !== 'eq' && operator !== 'ne')) continue;
    switch (operator) {
      case 'eq':
        parts.push(value === null ? sql`${column} is null` : sql`${column} = ${value}${cast}`);
        break;
      case 'ne':
        parts.push(value === null ? sql`${column} is not null` : sql`${column} is distinct from ${value}${cast}`);
        break;
      case 'in':
      case 'notIn': {
        const values = value as unknown[];
        if (values.length > mostValues)
          throw badInput(`'${operator}' takes at most ${mostValues} values, got ${values.length}.`, { field });
        if (values.includes(null)) throw badInput(`'${operator}' takes no null; ask for isNull beside it.`, { field });
        parts.push(
          operator === 'in'
            ? sql`${column} = any(${values}${array})`
            : sql`(${column} = any(${values}${array})) is not true`,
        );
        break;
      }
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        parts.push(sql`${column} ${raw(comparisons[operator])} ${value}${cast}`);
        break;
      case 'contains':
        parts.push(sql`${column} ilike ${`%${pattern(value as string)}%`}`);
        break;
      case 'startsWith':
        parts.push(sql`${column} ilike ${`${pattern(value as string)}%`}`);
        break;
      case 'endsWith':
        parts.push(sql`${column} ilike ${`%${pattern(value as string)}`}`);
        break;
      case 'isNull':
        parts.push(value ? sql`${column} is null` : sql`${column} is not null`);
        break;
      default:
        throw badInput(`There is no operator '${operator}'.`, { field });
    }
  }
  return allOf(parts);
}

export interface CustomOperators {
  readonly key: string;
  readonly text?: Operators | null;
  readonly number?: Operators | null;
  readonly date?: Operators | null;
  readonly boolean?: Operators | null;
}

/**
 * Custom fields live in one jsonb column. Equality is containment, which compares type and value at once; the rest reads the
 * value as the wanted type where it has that type, and as null where it has not, so that a mixed past raises no error. No
 * index serves it: under row-level security PostgreSQL uses indexes for leak-proof operators alone, and jsonb's are not.
 */
function customCondition(column: Sql, conditions: readonly CustomOperators[], field: string): Sql | null {
  const parts: (Sql | null)[] = conditions.map(({ key: given, text, number, date, boolean }) => {
    const key = cleanText(given, field);
    const contained = (value: unknown) => sql`${column} @> ${JSON.stringify({ [key]: value })}::jsonb`;
    const rest: (Sql | null)[] = [];
    for (const [operators, type, json] of [
      [text, 'text', 'string'],
      [number, 'numeric', 'number'],
      [boolean, 'boolean', 'boolean'],
      [date, 'text', 'string'], // ISO dates sort as text
    ] as const) {
      if (!operators) continue;
      const { eq, ...others } = operators;
      if (eq != null) rest.push(contained(cleaned(eq, type, field)));
      const value = sql`(case when jsonb_typeof(${column} -> ${key}::text) = ${raw(`'${json}'`)} then (${column} ->> ${key}::text)${raw(`::${type}`)} end)`;
      rest.push(conditionOf(value, type, eq === null ? operators : others, `${field}.${key}`));
    }
    return allOf(rest);
  });
  return allOf(parts);
}
