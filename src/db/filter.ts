// From a filter as a client writes it to SQL, and to what the list then depends on: used columns, a partition, other tables.
// Values travel as parameters only; the text of the statement depends on the filter's shape alone.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { badInput } from '../errors.ts';
import { type Test, testOf } from './bounds.ts';
import { allOf, type CustomOperators, cleaned, conditionOf, type Operators } from './condition.ts';
import type { ComparedKeys } from './known-keys.ts';
import { visibleSql } from './rights.ts';
import { type Edge, quoted, type Table, tableOf } from './table.ts';
import type { Scan } from './tags.ts';

/** `and`, `or`, `not`, and by field name an object of operators, or for a relation the filter of the other side. */
export type Filter = { readonly [field: string]: unknown };

export interface CompiledFilter {
  readonly where: Sql | null;
  /** What this table's rows are compared on. */
  readonly uses: ReadonlySet<string>;
  readonly partition?: Scan['partition'] & object;
  /** Other tables that the filter looks into. */
  readonly scans: readonly Scan[];
  /** What can be told of a row alone: it is not in the list unless it passes them all. */
  readonly tests: readonly Test[];
  /** Keys of custom values, here and in other tables: whoever reads asks whether they are known. */
  readonly keys: readonly ComparedKeys[];
}

/** Conditions in one filter. More than this is a program and not a filter; plans of that size take PostgreSQL seconds. */
const mostConditions = 100;
/** and/or/not may nest this deep. */
const deepest = 10;

interface Compiling {
  readonly table: Table;
  readonly alias: string;
  readonly uses: Set<string>;
  readonly scans: Scan[];
  readonly tests: Test[];
  readonly keys: ComparedKeys[];
  partition?: Scan['partition'] & object;
  /** May this filter look into other tables? One level of relations, because each one is a semi-join. */
  readonly mayRelate: boolean;
  /** Owners decide which rows are seen. */
  readonly limited: boolean;
  count: { conditions: number };
}

/** Out here, as it is kept with answers and a closure holds on to all that is in use around it. */
const isLiving: Test = (image) => image['deletedAt'] == null;

/** `limited`: owners decide which rows are seen, here and in other tables. */
export function compileFilter(table: Table, filter: Filter | null | undefined, limited: boolean): CompiledFilter {
  const into: Compiling = {
    table,
    alias: 't',
    uses: new Set(),
    scans: [],
    tests: [],
    keys: [],
    mayRelate: true,
    limited,
    count: { conditions: 0 },
  };
  const where = filter ? compile(into, filter, 0, true) : null;
  const living = table.softDelete && !into.uses.has('deletedAt') ? raw('t.deleted_at is null') : null;
  if (living) {
    into.uses.add('deletedAt');
    into.tests.push(isLiving);
  }
  return {
    where: allOf([living, visibleOf(table, 't', limited), where]),
    uses: into.uses,
    scans: into.scans,
    tests: into.tests,
    keys: into.keys,
    ...(into.partition ? { partition: into.partition } : {}),
  };
}

function visibleOf(table: Table, alias: string, limited: boolean): Sql | null {
  const visible = visibleSql(table, alias, limited);
  return visible === null ? null : raw(visible);
}

/** `conjunct`: what stands here must hold for every row of the result, so an equality may confine the scan to a partition. */
function compile(into: Compiling, filter: Filter, depth: number, conjunct: boolean): Sql | null {
  if (depth > deepest) throw badInput(`A filter nests and/or/not at most ${deepest} deep.`);
  const parts: (Sql | null)[] = [];
  for (const [field, value] of Object.entries(filter)) {
    if (value === undefined || value === null) continue;
    if (++into.count.conditions > mostConditions) throw badInput(`A filter has at most ${mostConditions} conditions.`);
    parts.push(compileField(into, field, value, depth, conjunct));
  }
  return allOf(parts);
}

function compileField(into: Compiling, field: string, value: unknown, depth: number, conjunct: boolean): Sql | null {
  const { table, alias } = into;
  if (field === 'and') {
    const all = allOf((value as Filter[]).map((each) => compile(into, each, depth + 1, conjunct)));
    return all && sql`(${all})`;
  }
  if (field === 'or') {
    if ((value as Filter[]).length === 0) return raw('false'); // none of no alternatives holds
    const any = (value as Filter[]).map((each) => compile(into, each, depth + 1, false) ?? raw('true'));
    return sql`(${join(any, ' or ')})`;
  }
  if (field === 'not') {
    const inner = compile(into, value as Filter, depth + 1, false);
    // `is not true`, not `not`: a comparison with null is unknown, and what is unknown does not match the inner filter.
    return inner ? sql`((${inner}) is not true)` : raw('false');
  }
  const edge = table.edges[field];
  if (edge) return compileRelation(into, field, edge, value as Filter);
  const operators = value as Operators;
  if (field in table.columns) {
    into.uses.add(field);
    if (conjunct) noteConjunct(into, field, operators);
    const column = table.columns[field]!;
    if (column.type === 'jsonb' && isKeyed(table)) into.keys.push({ table, keys: keysIn(value as CustomOperators[]) });
    return conditionOf(raw(`${alias}.${quoted(field)}`), column.type, operators, field);
  }
  const columns = table.fields[field];
  if (columns) return compileMoney(into, columns, field, operators);
  throw badInput(`${table.typename} cannot be filtered by '${field}'.`, { field });
}

const isKeyed = (table: Table): table is ComparedKeys['table'] => table.customKeys !== undefined;

const keysIn = (compared: readonly CustomOperators[]) => compared.map(({ key }) => key);

/** What must hold for every row of the list. */
function noteConjunct(into: Compiling, column: string, operators: Operators): void {
  if (into.alias !== 't') return;
  const test = testOf(column, into.table.columns[column]!.type, operators, column);
  if (test) into.tests.push(test);
  notePartition(into, column, operators);
}

/** The narrowest of the partitions met stays: one value before several. */
function notePartition(into: Compiling, column: string, operators: Operators): void {
  if (!into.table.partitions.includes(column)) return;
  const given = operators.eq != null ? [operators.eq] : Array.isArray(operators.in) ? operators.in : null;
  if (!given || (into.partition && given.length >= into.partition.values.length)) return;
  const { type } = into.table.columns[column]!;
  into.partition = { column, values: given.map((value) => cleaned(value, type, column)) };
}

/** Money is filtered by its minor units and its currency; comparing amounts of mixed currencies needs the currency said. */
function compileMoney(into: Compiling, columns: readonly string[], field: string, operators: Operators): Sql | null {
  const [minor, currency] = columns as [string, string];
  const { currency: wanted, ...amounts } = operators as Operators & { currency?: string | null };
  into.uses.add(minor).add(currency);
  const column = (name: string) => raw(`${into.alias}.${quoted(name)}`);
  return allOf([
    wanted == null ? null : conditionOf(column(currency), 'text', { eq: wanted }, field),
    conditionOf(column(minor), 'bigint', amounts, field),
  ]);
}

/** A relation in a filter asks whether some record on the other side matches: a semi-join, so no row comes twice. */
function compileRelation(into: Compiling, field: string, edge: Edge, filter: Filter): Sql {
  if (!into.mayRelate)
    throw badInput(`Filters look through one relation only: '${field}' stands inside another relation.`, { field });
  if (edge.kind === 'any')
    throw badInput(`A filter cannot look through '${field}', which may be a record of any type.`, { field });
  const to = tableOf(edge.to);
  const other: Compiling = { ...into, table: to, alias: 'r', uses: new Set(), mayRelate: false };
  const inner = compile(other, filter, 0, false);
  const isLiving = to.softDelete && !other.uses.has('deletedAt');
  if (to.softDelete) other.uses.add('deletedAt');
  if (edge.kind === 'many') other.uses.add(edge.foreignKey);
  into.scans.push({ table: to, uses: other.uses });
  const matches = allOf([
    raw('r.tenant_id = t.tenant_id'),
    raw(joinOf(edge)),
    isLiving ? raw('r.deleted_at is null') : null,
    visibleOf(to, 'r', into.limited),
    inner,
  ])!;
  if (edge.kind !== 'through') {
    if (edge.kind === 'one') into.uses.add(edge.key);
    return sql`exists (select from ${raw(`"${to.name}"`)} r where ${matches})`;
  }
  into.scans.push({ table: tableOf(edge.via), uses: [edge.from, edge.target] });
  const link = raw(`"${edge.via}" l on l.tenant_id = t.tenant_id and l.${quoted(edge.from)} = t.id`);
  return sql`exists (select from ${raw(`"${to.name}"`)} r join ${link} where ${matches})`;
}

/** What ties the rows of the other side, `r`, to the row `t` that the filter is about; `l` is a link between them. */
function joinOf(edge: Exclude<Edge, { kind: 'any' }>): string {
  if (edge.kind === 'one') return `r.id = t.${quoted(edge.key)}`;
  if (edge.kind === 'many') return `r.${quoted(edge.foreignKey)} = t.id`;
  return `r.id = l.${quoted(edge.target)}`;
}
