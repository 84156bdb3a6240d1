// create() of src/crm/write.ts for many new records: the same rules for each row, and one insert for all of them.
import { quoted, type Table, tableOf, type Values } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { badInput } from '../../errors.ts';
import { newId } from '../../lib/uuid.ts';
import { type Input, valuesOf } from '../input.ts';
import { survivors } from '../survivor.ts';
import type { ExternalName } from '../write.ts';
import { remembering } from './remembering.ts';

export interface NewRecord {
  readonly input: Input;
  readonly externalIds: readonly ExternalName[];
}

/** Ids in the order of the records. Fails as a whole: with one record the error is that record's. */
export async function createMany(tx: Transaction, table: Table, records: readonly NewRecord[]): Promise<string[]> {
  const reader = remembering(tx);
  const all: Values[] = [];
  for (const { input } of records) all.push(await valuesOf(reader, table, input, null));
  const rows: Values[] = [];
  for (const values of await allToSurvivors(tx, table, all)) {
    // Nothing in a cell means the column's default.
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
    for (const name of table.required) {
      if (given[name] === undefined) throw badInput(`A new ${table.typename} needs \`${name}\`.`, { field: name });
    }
    rows.push({ id: newId(), ...((await table.prepare?.(reader, given, null)) ?? given) });
  }
  for (const alike of grouped(table, rows)) await insert(tx, table, alike);
  const ids = rows.map((row) => row['id'] as string);
  await insertLinks(tx, table, ids, records);
  return ids;
}

/** toSurvivors() of src/crm/survivor.ts for many rows: one statement for each edge. */
async function allToSurvivors(tx: Transaction, table: Table, rows: readonly Values[]): Promise<readonly Values[]> {
  for (const edge of Object.values(table.edges)) {
    if (edge.kind !== 'one' && edge.kind !== 'any') continue;
    const byTable = new Map<string, Values[]>();
    for (const row of rows) {
      if (row[edge.key] == null) continue;
      const to = edge.kind === 'one' ? edge.to : (row[edge.typeKey] as string);
      const some = byTable.get(to);
      if (some) some.push(row);
      else byTable.set(to, [row]);
    }
    for (const [to, some] of byTable) {
      if (!('mergedIntoId' in tableOf(to).columns)) continue;
      const ids = [...new Set(some.map((row) => row[edge.key] as string))];
      const into = await survivors(tx, tableOf(to), ids);
      for (const row of some) row[edge.key] = into.get(row[edge.key] as string) ?? row[edge.key];
    }
  }
  return rows;
}

/** Rows that give a value to the same columns among those that cannot be null: the others keep their defaults. */
function grouped(table: Table, rows: readonly Values[]): Values[][] {
  const groups = new Map<string, Values[]>();
  for (const row of rows) {
    const key = Object.keys(row)
      .filter((name) => !table.columns[name]!.nullable)
      .sort()
      .join();
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

async function insert(tx: Transaction, table: Table, rows: readonly Values[]): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
  const columns = names.map(quoted).join(', ');
  const arrays = names.map((name, at) => `$${at + 2}::${table.columns[name]!.type}[]`).join(', ');
  const valuesOfColumn = (name: string) =>
    rows.map((row) => (table.columns[name]!.type === 'jsonb' ? JSON.stringify(row[name]) : row[name]) ?? null);
  await tx.query({
    text: `insert into "${table.name}" (tenant_id, ${columns}) select $1, n.* from unnest(${arrays}) n`,
    values: [tx.tenantId, ...names.map(valuesOfColumn)],
  });
}

async function insertLinks(
  tx: Transaction,
  table: Table,
  ids: readonly string[],
  records: readonly NewRecord[],
): Promise<void> {
  const linked = (field: 'tagIds' | 'contactIds') =>
    records.flatMap(({ input }, at) => ((input[field] ?? []) as string[]).map((other) => [newId(), ids[at]!, other]));
  const names = records.flatMap(({ externalIds }, at) =>
    externalIds.map(({ source, externalId }) => [newId(), ids[at]!, source, externalId]),
  );
  const column = (rows: readonly string[][], at: number) => rows.map((row) => row[at]);
  const tags = linked('tagIds');
  if (tags.length > 0) {
    await tx.query({
      text: `insert into tagging (tenant_id, record_type, id, record_id, tag_id)
        select $1, $2, n.* from unnest($3::uuid[], $4::uuid[], $5::uuid[]) n`,
      values: [tx.tenantId, table.name, ...[0, 1, 2].map((at) => column(tags, at))],
    });
  }
  const contacts = linked('contactIds');
  if (contacts.length > 0) {
    await tx.query({
      text: `insert into deal_contact (tenant_id, id, deal_id, contact_id)
        select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::uuid[]) n`,
      values: [tx.tenantId, ...[0, 1, 2].map((at) => column(contacts, at))],
    });
  }
  if (names.length > 0) {
    await tx.query({
      text: `insert into external_id (tenant_id, record_type, id, record_id, source, external_id)
        select $1, $2, n.* from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) n`,
      values: [tx.tenantId, table.name, ...[0, 1, 2, 3].map((at) => column(names, at))],
    });
  }
}
