// A grammar of writes as somebody with psql makes them: one to three statements in one transaction, on any table.
// Invariant: a write is text and nothing else. What it touched is known from the change table alone.
import fc from 'fast-check';
import pg from 'pg';
import type { ColumnType } from '../../src/db/column.ts';
import { quoted, type Table } from '../../src/db/table.ts';
import { lazily, oneOfTheme } from './operation-inputs.ts';
import {
  allOfThem,
  crowdId,
  crowdSize,
  idsOf,
  isAbout,
  ours,
  rowsAtFirst,
  type Slot,
  slotsIn,
  slotsOf,
  type Theme,
  theirs,
  valuesIn,
  valuesOf,
  weightsIn,
} from './values.ts';

export interface Write {
  readonly statements: readonly string[];
  /** As logical replication applies it: foreign keys are not looked at, triggers fire only if they are ENABLE ALWAYS. */
  readonly isReplica: boolean;
}

function literal(value: unknown, type: ColumnType): string {
  if (value === null) return 'null';
  if (type === 'text[]') return `'{${(value as string[]).join()}}'`;
  return pg.escapeLiteral(type === 'jsonb' ? JSON.stringify(value) : String(value));
}

const columnLiteral = (table: Table, column: string, value: unknown) => literal(value, table.columns[column]!.type);

type Assignment = readonly (readonly [column: string, value: unknown])[];

const assign = ({ columns }: Slot, values: readonly unknown[] | null): Assignment =>
  columns.map((column, index) => [column, values?.[index] ?? null]);

/** Null now and then: a value that goes and comes back is a change like any other. */
function assignment(slot: Slot): fc.Arbitrary<Assignment> {
  const value = fc.constantFrom(...slot.values).map((values) => assign(slot, values));
  return slot.nullable
    ? fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constant(assign(slot, null)) })
    : value;
}

/** Columns that confine lists (partitions) are worth most: a change of theirs moves a row from one list to another. */
function assignments(theme: Theme, table: Table, most: number): fc.Arbitrary<Assignment> {
  const slots = slotsIn(theme, table);
  const indices = slots.map(({ columns }, index) => ({
    weight: columns.some((column) => table.partitions.includes(column)) ? 3 : 1,
    isTheme: isAbout(theme, table, columns[0]!),
    arbitrary: fc.constant(index),
  }));
  return fc
    .uniqueArray(oneOfTheme(indices), { minLength: 1, maxLength: Math.min(most, slots.length) })
    .chain((chosen) => fc.tuple(...chosen.map((index) => assignment(slots[index]!))))
    .map((parts) => parts.flat());
}

const setList = (table: Table, parts: Assignment) =>
  parts.map(([column, value]) => `${quoted(column)} = ${columnLiteral(table, column, value)}`).join(', ');

/**
 * Keys may act for users, so a TRUNCATE of users, or of what they refer to, takes all keys of all tenants with it. Those that act for
 * nobody are put back in the same transaction: who asks is not what these writes are about.
 */
function truncateText(name: string): string {
  const truncate = `truncate "${name}" cascade`;
  if (name !== 'user' && name !== 'team') return truncate;
  return `create temp table if not exists kept_key on commit drop as select * from api_key where user_id is null;
    ${truncate}; insert into api_key select * from kept_key`;
}

/** Which rows: one by id most often, else several, those with a value, those of a crowd, or all. */
function condition(theme: Theme, table: Table): fc.Arbitrary<string> {
  const id = fc.constantFrom(...idsOf(table.name));
  const columns = Object.keys(table.columns).filter(
    (column) => !['jsonb', 'text[]'].includes(table.columns[column]!.type),
  );
  const byValue = fc
    .constantFrom(...columns)
    .chain((column) =>
      fc
        .constantFrom(...valuesIn(theme, table, column))
        .map((value) => `${quoted(column)} = ${columnLiteral(table, column, value)}`),
    );
  return fc.oneof(
    { weight: 12, arbitrary: id.map((one) => `id = '${one}'`) },
    {
      weight: 3,
      arbitrary: fc
        .uniqueArray(id, { minLength: 2, maxLength: 3 })
        .map((ids) => `id in (${ids.map((one) => `'${one}'`).join(', ')})`),
    },
    { weight: 4, arbitrary: byValue },
    { weight: 2, arbitrary: fc.constant('true') },
  );
}

function insertText(table: Table, tenantId: string, rows: readonly Assignment[], conflict: string): string {
  return rows
    .map((row) => {
      const columns = ['tenant_id', ...row.map(([column]) => quoted(column))].join(', ');
      const values = [`'${tenantId}'`, ...row.map(([column, value]) => columnLiteral(table, column, value))].join(', ');
      return `insert into "${table.name}" (${columns}) values (${values})${conflict}`;
    })
    .join('; ');
}

function newRow(theme: Theme, table: Table): fc.Arbitrary<Assignment> {
  const parts = slotsIn(theme, table).map((slot) =>
    slot.nullable ? fc.oneof(assignment(slot), fc.constant([])) : assignment(slot),
  );
  return fc
    .tuple(fc.constantFrom(...idsOf(table.name)), ...parts)
    .map(([id, ...rest]) => [['id', id] as const, ...rest.flat()]);
}

type Statement = (tenantId: string) => string;

function statementsOn(theme: Theme, table: Table): fc.Arbitrary<Statement> {
  const where = condition(theme, table);
  const name = `"${table.name}"`;
  const of = (tenantId: string, condition: string) => `where tenant_id = '${tenantId}' and ${condition}`;
  const update = fc.tuple(assignments(theme, table, 4), where).map(
    ([set, rows]): Statement =>
      (tenantId) =>
        `update ${name} set ${setList(table, set)} ${of(tenantId, rows)}`,
  );
  const insert = fc.tuple(newRow(theme, table), fc.boolean(), assignments(theme, table, 2)).map(
    ([row, updates, set]): Statement =>
      (tenantId) =>
        insertText(
          table,
          tenantId,
          [row],
          ` on conflict (tenant_id, id) do ${updates ? `update set ${setList(table, set)}` : 'nothing'}`,
        ),
  );
  const remove = where.map(
    (rows): Statement =>
      (tenantId) =>
        `delete from ${name} ${of(tenantId, rows)}`,
  );
  const merge = fc.tuple(newRow(theme, table), assignments(theme, table, 2)).map(
    ([row, set]): Statement =>
      (tenantId) =>
        `merge into ${name} t using (values ('${row[0]![1]}'::uuid)) s (id) on t.tenant_id = '${tenantId}' and t.id = s.id` +
        ` when matched then update set ${setList(table, set)}` +
        ` when not matched then insert (tenant_id, ${row.map(([column]) => quoted(column)).join(', ')}) values ('${tenantId}', ${row.map(([column, value]) => columnLiteral(table, column, value)).join(', ')})`,
  );
  // Two statements in one: both read the state before, and each fires its own triggers.
  const both = fc.tuple(where, assignments(theme, table, 2), newRow(theme, table)).map(
    ([rows, set, row]): Statement =>
      (tenantId) =>
        `with changed as (update ${name} set ${setList(table, set)} ${of(tenantId, rows)} returning id) ${insertText(table, tenantId, [row], ' on conflict do nothing')}`,
  );
  const rename = fc.tuple(fc.constantFrom(...idsOf(table.name)), fc.constantFrom(...idsOf(table.name))).map(
    ([from, to]): Statement =>
      (tenantId) =>
        `update ${name} set id = '${to}' ${of(tenantId, `id = '${from}'`)}`,
  );
  const leave = where.map(
    (rows): Statement =>
      (tenantId) =>
        `update ${name} set tenant_id = '${tenantId === ours ? theirs : ours}' ${of(tenantId, rows)}`,
  );
  const kinds = [
    { weight: 60, arbitrary: update },
    { weight: 25, arbitrary: insert },
    { weight: 12, arbitrary: remove },
    { weight: 4, arbitrary: merge },
    { weight: 4, arbitrary: both },
    { weight: 3, arbitrary: rename },
    { weight: 3, arbitrary: leave },
    { weight: 1, arbitrary: fc.constant<Statement>(() => truncateText(table.name)) },
  ];
  if (!table.softDelete) return fc.oneof(...kinds);
  const deletedAt = fc.oneof(fc.constantFrom(...valuesOf(table, 'deletedAt')), fc.constant(null));
  const mark = fc.tuple(deletedAt, where).map(
    ([at, rows]): Statement =>
      (tenantId) =>
        `update ${name} set ${setList(table, [['deletedAt', at]])} ${of(tenantId, rows)}`,
  );
  return fc.oneof({ weight: 20, arbitrary: mark }, ...kinds);
}

/** A crowd of rows about the first company, or of it: more than one statement writes down one by one. */
const crowds: Record<string, { readonly columns: string; readonly values: string }> = {
  activity: {
    columns: 'kind, subject, about_type, about_id',
    values: `'CALL', 'Alpha', 'company', '${idsOf('company')[0]}'`,
  },
  contact: { columns: 'last_name, company_id', values: `'Beta', '${idsOf('company')[0]}'` },
};

export const hasCrowd = (table: string): boolean => table in crowds;

const inCrowd = `id between '${crowdId(0)}' and '${crowdId(crowdSize)}'`;

export const crowdText = (table: string, tenantId: string): string =>
  `insert into "${table}" (tenant_id, id, ${crowds[table]!.columns}) select '${tenantId}', ('${crowdId(0).slice(0, 24)}' || lpad(n::text, 12, '0'))::uuid, ${crowds[table]!.values} from generate_series(0, ${crowdSize - 1}) n on conflict do nothing`;

const crowdStatement = (theme: Theme): fc.Arbitrary<Statement> =>
  fc.constantFrom(...allOfThem.filter((table) => table.name in crowds)).chain((table) =>
    fc.oneof(
      fc.constant<Statement>((tenantId) => crowdText(table.name, tenantId)),
      fc.constant<Statement>(
        (tenantId) => `delete from "${table.name}" where tenant_id = '${tenantId}' and ${inCrowd}`,
      ),
      assignments(theme, table, 2).map(
        (set): Statement =>
          (tenantId) =>
            `update "${table.name}" set ${setList(table, set)} where tenant_id = '${tenantId}' and ${inCrowd}`,
      ),
    ),
  );

const tenantStatement: fc.Arbitrary<Statement> = fc
  .constantFrom('One', 'Two', 'Three')
  .map((name) => (tenantId) => `update tenant set name = '${name}' where id = '${tenantId}'`);

/** `crowded`: there are crowds, so writes to them are worth more. */
export function writeArbitrary(theme: Theme, crowded = false): fc.Arbitrary<Write> {
  const weightOf = weightsIn(theme);
  const tables = allOfThem.map((table) => ({
    weight: weightOf(table.name),
    arbitrary: lazily(() => statementsOn(theme, table)),
  }));
  const statement = fc.oneof(
    { weight: 100, arbitrary: fc.oneof(...tables) },
    { weight: 1, arbitrary: tenantStatement },
    { weight: crowded ? 60 : 1, arbitrary: lazily(() => crowdStatement(theme)) },
  );
  const tenant = fc.oneof({ weight: 12, arbitrary: fc.constant(ours) }, { weight: 1, arbitrary: fc.constant(theirs) });
  const one = fc.tuple(tenant, statement).map(([tenantId, make]) => make(tenantId));
  return fc.record({
    statements: fc.oneof(
      { weight: 5, arbitrary: fc.array(one, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(one, { minLength: 2, maxLength: 3 }) },
    ),
    isReplica: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
}

/** The rows that every scene starts from, the same in both tenants; each slot takes its values in turn. */
export function firstRows(): string[] {
  return allOfThem.flatMap((table, at) =>
    rowsAtFirst(table.name).flatMap((id, index) => {
      const parts = slotsOf(table).map((slot, nth) => {
        const isUnique = ['name', 'sku', 'email', 'key', 'tagId', 'dealId', 'externalId'].includes(slot.columns[0]!);
        if (slot.columns[0] === 'deletedAt' || slot.columns[0] === 'mergedIntoId')
          return assign(slot, index === 2 ? slot.values[0]! : null);
        const turn = isUnique ? index : index * (nth + 1) + nth + at;
        return slot.nullable && !isUnique && turn % 7 === 6
          ? assign(slot, null)
          : assign(slot, slot.values[turn % slot.values.length]!);
      });
      return [ours, theirs].map((tenantId) =>
        insertText(table, tenantId, [[['id', id] as const, ...parts.flat()]], ''),
      );
    }),
  );
}
