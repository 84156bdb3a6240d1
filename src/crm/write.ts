// Writes of one record: create, update, delete, restore, upsert. Each locks what it judges, asks the entity's own rules, and
// leaves the cache alone: what changed is captured by the database, whoever wrote it.
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { columnSql, type Row } from '../db/reads.ts';
import { requireColumns, requireWrite } from '../db/rights.ts';
import { quoted, type Table, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { parseId } from '../lib/text.ts';
import { isUuid, newId } from '../lib/uuid.ts';
import { conflictOf } from './conflict.ts';
import { type ExternalName, idOf, taken } from './external-id.ts';
import { type Input, valuesOf } from './input.ts';
import { addLinks } from './links.ts';
import { ownedBy } from './owner.ts';
import { toSurvivors } from './survivor.ts';

export type { ExternalName } from './external-id.ts';

const all = (table: Table) =>
  raw(
    Object.keys(table.columns)
      .map((name) => columnSql(name))
      .join(', '),
  );

async function one<R extends Row>(tx: Transaction, query: Sql): Promise<R | null> {
  const [row] = await tx.query<R>({ text: query.text, values: query.values });
  return row ?? null;
}

const named = (table: Table) => table.typename ?? table.name;

/** `no key update`: others may go on to refer to the row meanwhile. `update`: they wait, and see what became of it. */
type Strength = 'no key update' | 'update';

/** The row, dead or alive, locked until the transaction ends; NOT_FOUND if there is none, FORBIDDEN if none may be written. */
async function lockAny(tx: Transaction, table: Table, id: string, strength: Strength = 'no key update'): Promise<Row> {
  requireWrite(tx.rights, table);
  const row = await one(
    tx,
    sql`select ${all(table)} from ${raw(`"${table.name}" t`)} where t.tenant_id = ${tx.tenantId} and t.id = ${parseId(id, 'id')} for ${raw(strength)}`,
  );
  if (!row) throw new ClientError('NOT_FOUND', `There is no ${named(table)} with the id ${id}.`, { id });
  return row;
}

/** The row, locked until the transaction ends, if it may be written: it lives. */
export async function lock<R extends Row>(tx: Transaction, table: Table, id: string, strength?: Strength): Promise<R> {
  const row = await lockAny(tx, table, id, strength);
  if (row['mergedIntoId']) {
    throw new ClientError(
      'RULE_VIOLATED',
      `This ${named(table)} was merged into ${String(row['mergedIntoId'])}: write that one.`,
      { id, mergedIntoId: row['mergedIntoId'] },
    );
  }
  if (row['deletedAt'])
    throw new ClientError('RULE_VIOLATED', `This ${named(table)} is deleted: restore it first.`, {
      id,
      deletedAt: row['deletedAt'],
    });
  return row as R;
}

/**
 * Locks what a batch is going to write, in the order of ids: batches over the same rows in different orders wait for each
 * other instead of deadlocking. Ids that are none, or of no row, are told when their turn comes.
 */
export async function lockAll(tx: Transaction, table: Table, ids: readonly string[]): Promise<void> {
  const rows = ids.map((id) => id.toLowerCase()).filter(isUuid);
  await tx.query({
    text: `select from "${table.name}" where tenant_id = $1 and id = any($2::uuid[]) order by id for no key update`,
    values: [tx.tenantId, rows],
  });
}

/** Two upserts of one new name would both create: the second waits here until the first is committed. In one order, as rows. */
export async function lockNames(tx: Transaction, table: Table, names: readonly ExternalName[]): Promise<void> {
  const keys = names.map(({ source, externalId }) => JSON.stringify([tx.tenantId, table.name, source, externalId]));
  await tx.query({
    text: 'select pg_advisory_xact_lock(key) from (select hashtextextended(name, 0) as key from unnest($1::text[]) name order by 1) keys',
    values: [keys],
  });
}

export async function create<R extends Row>(tx: Transaction, table: Table, input: Input): Promise<R> {
  requireWrite(tx.rights, table);
  const given = await ownedBy(tx, table, await toSurvivors(tx, table, await valuesOf(tx, table, input, null)), true);
  requireColumns(tx.rights, table, Object.keys(given));
  for (const name of table.required) {
    if (given[name] == null) throw badInput(`A new ${named(table)} needs \`${name}\`.`, { field: name });
  }
  const values: Values = { id: newId(), ...((await table.prepare?.(tx, given, null)) ?? given) };
  const names = Object.keys(values);
  const row = await one<R>(
    tx,
    sql`insert into ${raw(`"${table.name}" as t (tenant_id, ${names.map(quoted).join(', ')})`)} values (${tx.tenantId}, ${join(names.map((name) => bind(table, name, values[name])))}) returning ${all(table)}`,
  );
  await addLinks(tx, table, row!.id, input);
  return row!;
}

/** jsonb is sent as text, since an array would be taken for a PostgreSQL array. */
function bind(table: Table, name: string, value: unknown): Sql {
  return table.columns[name]!.type === 'jsonb' ? sql`${JSON.stringify(value)}::jsonb` : sql`${value}`;
}

/**
 * Writes what differs from the row as it is. With `expectedVersion`, fields that others changed since are kept; where both
 * changed the same field to different values, CONFLICT tells both.
 */
export async function update<R extends Row>(
  tx: Transaction,
  table: Table,
  id: string,
  expectedVersion: number | null | undefined,
  input: Input,
): Promise<R> {
  const current = await lock(tx, table, id);
  return write(tx, table, current, expectedVersion, input) as Promise<R>;
}

async function write(
  tx: Transaction,
  table: Table,
  current: Row,
  expectedVersion: number | null | undefined,
  input: Input,
): Promise<Row> {
  const asked = await ownedBy(
    tx,
    table,
    await toSurvivors(tx, table, await valuesOf(tx, table, input, current)),
    false,
  );
  requireColumns(tx.rights, table, Object.keys(asked));
  const given = differing(table, current, asked);
  if (expectedVersion != null && expectedVersion !== current['version']) {
    const conflict = await conflictOf(tx, table, current, expectedVersion, given);
    if (conflict) throw conflict;
  }
  for (const name of table.required) {
    if (name in given && given[name] === null) throw badInput(`\`${name}\` must have a value.`, { field: name });
  }
  const values = differing(table, current, (await table.prepare?.(tx, asked, current)) ?? asked);
  return (await store(tx, table, current.id, values)) ?? current;
}

function differing(table: Table, current: Row, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) =>
      table.columns[name]!.type === 'jsonb' || Array.isArray(value)
        ? JSON.stringify(value) !== JSON.stringify(current[name])
        : value !== current[name],
    ),
  );
}

/** Writes values to a locked row; null if there is nothing to write, and then the version stays. */
export async function store(tx: Transaction, table: Table, id: string, values: Values): Promise<Row | null> {
  const names = Object.keys(values);
  if (names.length === 0) return null;
  const sets = names.map((name) => sql`${raw(quoted(name))} = ${bind(table, name, values[name])}`);
  return one(
    tx,
    sql`update ${raw(`"${table.name}" as t`)} set ${join(sets, ', ')}, version = version + 1, updated_at = now() where t.tenant_id = ${tx.tenantId} and t.id = ${id} returning ${all(table)}`,
  );
}

const nowSql = async (tx: Transaction) =>
  (await tx.query<{ now: string }>({ text: 'select now()::timestamptz(3) as now', values: [] }))[0]!.now;

/** Deletes by marking: lists leave the record out, ids still lead to it. Deleting twice changes nothing. */
export async function remove<R extends Row>(
  tx: Transaction,
  table: Table,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<R> {
  const current = await lockAny(tx, table, id);
  if (current['deletedAt']) return current as R;
  if (expectedVersion != null && expectedVersion !== current['version']) {
    throw new ClientError(
      'CONFLICT',
      `This ${named(table)} is at version ${current['version']}, not ${expectedVersion}: read it again before you delete it.`,
      {
        id,
        expectedVersion,
        version: current['version'],
      },
    );
  }
  await table.beforeDelete?.(tx, current.id);
  return (await store(tx, table, current.id, { deletedAt: await nowSql(tx) })) as R;
}

/** Undoes remove(). Restoring what lives changes nothing; what was merged away stays away. */
export async function restore<R extends Row>(tx: Transaction, table: Table, id: string): Promise<R> {
  const current = await lockAny(tx, table, id);
  if (current['mergedIntoId']) {
    throw new ClientError(
      'RULE_VIOLATED',
      `This ${named(table)} was merged into ${String(current['mergedIntoId'])} and cannot be restored.`,
      { id, mergedIntoId: current['mergedIntoId'] },
    );
  }
  if (!current['deletedAt']) return current as R;
  const values: Values = { deletedAt: null };
  return (await store(tx, table, current.id, (await table.prepare?.(tx, values, current)) ?? values)) as R;
}

/** Of a record that others own the caller learns that the name is taken, and nothing else. */
async function lockNamed(tx: Transaction, table: Table, id: string, name: ExternalName): Promise<Row> {
  try {
    return await lockAny(tx, table, id);
  } catch (error) {
    throw error instanceof ClientError && error.code === 'NOT_FOUND' ? taken(table, name, null) : error;
  }
}

/** Updates the record that `name` leads to (and brings it back if it was deleted), or creates it under that name. */
export async function upsert<R extends Row>(
  tx: Transaction,
  table: Table,
  name: ExternalName,
  input: Input,
): Promise<{ row: R; created: boolean }> {
  await lockNames(tx, table, [name]);
  const found = await idOf(tx, table, name);
  if (!found) return { row: await create<R>(tx, table, { ...input, externalIds: [name] }), created: true };
  const current = await lockNamed(tx, table, found, name);
  const living = current['deletedAt'] ? await restore(tx, table, found) : current;
  return { row: (await write(tx, table, living, null, input)) as R, created: false };
}
