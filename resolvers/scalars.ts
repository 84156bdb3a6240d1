// Custom scalars: what is taken from clients and in which one form. Rows hold values in their outside form already, so
// nothing is done on the way out.
import { type GraphQLScalarLiteralParser, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { badInput } from '../src/errors.ts';
import { isDay } from '../src/lib/day.ts';
import type { Resolvers } from './types.generated.ts';

const dateTime = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function parseDateTime(value: unknown): string {
  const isTime = typeof value === 'string' && dateTime.test(value) && isDay(value.slice(0, 10));
  const time = isTime ? new Date(value) : null;
  // An offset may carry the first or last day of the calendar out of the years that four digits hold.
  if (!time || Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999)
    throw badInput('A DateTime is ISO 8601 with a time zone, for instance 2024-05-17T09:30:00Z.');
  return time.toISOString();
}

function parseDate(value: unknown): string {
  if (typeof value !== 'string' || !isDay(value)) throw badInput('A Date is a day that exists, written YYYY-MM-DD.');
  return value;
}

function parseMinorUnits(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw badInput('MinorUnits is a whole number of at most 9007199254740991 either way: 19.99 is 1999.');
  }
  return value;
}

function scalar(name: string, parse: (value: unknown) => unknown, literal: GraphQLScalarLiteralParser<unknown>) {
  return new GraphQLScalarType({ name, serialize: (value) => value, parseValue: parse, parseLiteral: literal });
}

/** Any JSON value. (graphql-jit complains of a parser that declares variables; those inside literals are hoisted out before it compiles.) */
export const anything = (name: string) =>
  scalar(
    name,
    (value) => value,
    (...[node, variables]) => valueFromASTUntyped(node, variables),
  );

export const scalarResolvers = {
  DateTime: scalar('DateTime', parseDateTime, (node) =>
    parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
  ),
  Date: scalar('Date', parseDate, (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined)),
  MinorUnits: scalar('MinorUnits', parseMinorUnits, (node) =>
    parseMinorUnits(node.kind === Kind.INT ? Number(node.value) : undefined),
  ),
  JSON: anything('JSON'),
} satisfies Resolvers;
