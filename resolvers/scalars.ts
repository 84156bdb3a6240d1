// Custom scalars: what is taken from clients and in which one form. Rows hold values in their outside form already, so
// nothing is done on the way out.
import { type GraphQLScalarLiteralParser, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { badInput } from '../src/errors.ts';

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;

/** February 30 is refused here and not moved to March 2. */
function isDay(year: string, month: string, day: string): boolean {
  const parsed = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) > 0 && parsed.getUTCMonth() === Number(month) - 1 && parsed.getUTCDate() === Number(day);
}

function parseDateTime(value: unknown): string {
  const parts = typeof value === 'string' ? dateTime.exec(value) : null;
  const time = parts && isDay(parts[1]!, parts[2]!, parts[3]!) ? new Date(value as string) : null;
  if (!time || Number.isNaN(time.getTime())) throw badInput('A DateTime is ISO 8601 with a time zone, for instance 2024-05-17T09:30:00Z.');
  return time.toISOString();
}

function parseDate(value: unknown): string {
  const parts = typeof value === 'string' ? date.exec(value) : null;
  if (!parts || !isDay(parts[1]!, parts[2]!, parts[3]!)) throw badInput('A Date is a day that exists, written YYYY-MM-DD.');
  return value as string;
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

export const scalarResolvers = {
  DateTime: scalar('DateTime', parseDateTime, (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined)),
  Date: scalar('Date', parseDate, (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined)),
  MinorUnits: scalar('MinorUnits', parseMinorUnits, (node) => parseMinorUnits(node.kind === Kind.INT ? Number(node.value) : undefined)),
  JSON: scalar('JSON', (value) => value, (node, variables) => valueFromASTUntyped(node, variables)),
};
