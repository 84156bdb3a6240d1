// What a filter means, said again in JavaScript over the rows of a world: the judge of the SQL that the product makes.
// A comparison with nothing does not hold, so there are two truth values here and no third.
import type { Filter } from '../../src/db/filter.ts';
import type { Edge, Table } from '../../src/db/table.ts';
import type { World } from './world.ts';
import { type AnyRow, worldTables } from './world-tables.ts';

type Operators = Readonly<Record<string, unknown>>;

/** Ids of the rows that a list under this filter shows, by id. */
export function idsMatching(world: World, table: Table, filter: Filter | null): string[] {
  return rowsMatching(world, table, filter ?? {}, world.of(table.name))
    .map((row) => row.id)
    .sort();
}

function rowsMatching(world: World, table: Table, filter: Filter, rows: readonly AnyRow[]): AnyRow[] {
  const withDeleted = speaksOfDeletion(filter) || !table.softDelete;
  return rows.filter((row) => (withDeleted || row['deletedAt'] === null) && matches(world, table, filter, row));
}

/** Anywhere in the filter, but not in the filter of a relation, which speaks of other rows. */
function speaksOfDeletion(filter: Filter): boolean {
  return Object.entries(filter).some(([field, value]) => {
    if (value == null) return false;
    if (field === 'and' || field === 'or') return (value as Filter[]).some(speaksOfDeletion);
    return field === 'not' ? speaksOfDeletion(value as Filter) : field === 'deletedAt';
  });
}

function matches(world: World, table: Table, filter: Filter, row: AnyRow): boolean {
  return Object.entries(filter).every(([field, value]) => {
    if (value == null) return true;
    if (field === 'and') return (value as Filter[]).every((each) => matches(world, table, each, row));
    if (field === 'or') return (value as Filter[]).some((each) => matches(world, table, each, row));
    if (field === 'not') return !matches(world, table, value as Filter, row);
    const edge = table.edges[field];
    if (edge) return relates(world, edge, value as Filter, row);
    if (field === 'custom')
      return (value as Operators[]).every((each) => customHolds(row['custom'] as Operators, each));
    const money = table.fields[field];
    if (money) return moneyHolds(row, money, value as Operators);
    // Ids are taken in capitals too, and kinds of records are written in capitals outside and small inside.
    const isSmall = table.columns[field]!.type === 'uuid' || field === 'aboutType' || field === 'recordType';
    return holds(row[field], value as Operators, isSmall);
  });
}

function relates(world: World, edge: Edge, filter: Filter, row: AnyRow): boolean {
  if (edge.kind === 'any') throw new Error('no filter looks through this');
  const links = edge.kind === 'through' ? world.of(edge.via).filter((link) => link[edge.from] === row.id) : [];
  const isBehind = (other: AnyRow) => {
    if (edge.kind === 'one') return other.id === row[edge.key];
    return edge.kind === 'many'
      ? other[edge.foreignKey] === row.id
      : links.some((link) => link[edge.target] === other.id);
  };
  const to = worldTables[edge.to as keyof typeof worldTables];
  return rowsMatching(world, to, filter, world.of(edge.to).filter(isBehind)).length > 0;
}

function moneyHolds(
  row: AnyRow,
  [minor, currency]: readonly string[],
  { currency: wanted, ...amounts }: Operators,
): boolean {
  return (wanted == null || row[currency!] === wanted) && holds(row[minor!], amounts);
}

const customTypes = { text: 'string', number: 'number', date: 'string', boolean: 'boolean' } as const;

function customHolds(custom: Operators, { key, ...byType }: Operators): boolean {
  return Object.entries(byType).every(([type, operators]) => {
    if (operators == null) return true;
    const value = custom[key as string];
    return holds(typeof value === customTypes[type as keyof typeof customTypes] ? value : null, operators as Operators);
  });
}

const lower = (text: unknown) => String(text).toLowerCase();

function holds(value: unknown, operators: Operators, isSmall = false): boolean {
  const normal = (given: unknown) => (isSmall && typeof given === 'string' ? given.toLowerCase() : given);
  return Object.entries(operators).every(([operator, given]) => {
    if (given === undefined || (given === null && operator !== 'eq' && operator !== 'ne')) return true;
    if (operator === 'isNull') return (value === null) === given;
    if (operator === 'eq') return value === normal(given);
    if (operator === 'ne') return value !== normal(given);
    if (operator === 'notIn') return !(given as unknown[]).map(normal).includes(value);
    if (value === null) return false;
    switch (operator) {
      case 'in':
        return (given as unknown[]).map(normal).includes(value);
      case 'gt':
        return order(value, given) > 0;
      case 'gte':
        return order(value, given) >= 0;
      case 'lt':
        return order(value, given) < 0;
      case 'lte':
        return order(value, given) <= 0;
      case 'contains':
        return lower(value).includes(lower(given));
      case 'startsWith':
        return lower(value).startsWith(lower(given));
      case 'endsWith':
        return lower(value).endsWith(lower(given));
      default:
        throw new Error(`no operator '${operator}'`);
    }
  });
}

/** Text by code point, as in the databases that the product makes itself. */
function order(a: unknown, b: unknown): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return (a as number) - (b as number);
}
