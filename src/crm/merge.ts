// Merging duplicates: one record lives on, takes what it lacks from the others, and everything that pointed at them.
// Their ids stay alive: the rows remain, deleted, and say into which record they went.
import type { Row } from '../db/reads.ts';
import { allTables, quoted, snake, type Table, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { parseId } from '../lib/text.ts';
import { lock, store } from './write.ts';

const mostDuplicates = 10;

export async function merge<R extends Row>(
  tx: Transaction,
  table: Table,
  intoId: string,
  ids: readonly string[],
  isDryRun: boolean,
): Promise<R> {
  const into = parseId(intoId, 'into');
  const others = [...new Set(ids.map((id) => parseId(id, 'ids')))];
  if (others.length === 0 || others.length > mostDuplicates)
    throw badInput(`\`ids\` takes 1 to ${mostDuplicates} duplicates, got ${others.length}.`, { argument: 'ids' });
  if (others.includes(into)) throw badInput('A record cannot be merged into itself.', { argument: 'ids' });
  // Locked in the order of their ids, so that two merges of the same records wait for each other and do not deadlock.
  const rows = new Map<string, Row>();
  for (const id of [into, ...others].sort()) rows.set(id, await lock(tx, table, id));
  const survivor = living(table, rows.get(into)!);
  const duplicates = others.map((id) => living(table, rows.get(id)!));
  const values = filled(table, survivor, duplicates);
  if (isDryRun) return { ...survivor, ...values } as R;
  await repoint(tx, table, into, others);
  await tx.query({
    text: `update "${table.name}" set deleted_at = now(), merged_into_id = $2, version = version + 1, updated_at = now() where tenant_id = $1 and (id = any($3::uuid[]) or merged_into_id = any($3::uuid[]))`,
    values: [tx.tenantId, into, others],
  });
  return ((await store(tx, table, into, values)) ?? survivor) as R;
}

function living(table: Table, row: Row): Row {
  if (row['deletedAt'])
    throw new ClientError('RULE_VIOLATED', `${table.typename} ${row.id} is deleted and cannot take part in a merge.`, {
      id: row.id,
    });
  return row;
}

/** What the survivor lacks, from the first duplicate that has it. Custom values are filled key by key, money as one. */
function filled(table: Table, survivor: Row, duplicates: readonly Row[]): Values {
  const values: Values = {};
  const units = [
    ...Object.values(table.fields),
    ...Object.keys(table.columns)
      .filter((name) => !Object.values(table.fields).flat().includes(name))
      .map((name) => [name]),
  ];
  for (const names of units) {
    const [first] = names as [string];
    const { nullable } = table.columns[first]!;
    if (!nullable || survivor[first] !== null || ['deletedAt', 'mergedIntoId'].includes(first)) continue;
    const giver = duplicates.find((row) => row[first] !== null && row[first] !== survivor.id);
    if (giver) for (const name of names) values[name] = giver[name];
  }
  if ('custom' in table.columns) {
    const custom = Object.assign(
      {},
      ...duplicates.toReversed().map((row) => row['custom']),
      survivor['custom'],
    ) as Values;
    if (JSON.stringify(custom) !== JSON.stringify(survivor['custom'])) values['custom'] = custom;
  }
  return values;
}

/** Everything that points at the duplicates points at the survivor, found in the descriptions of all tables. */
async function repoint(tx: Transaction, table: Table, into: string, others: readonly string[]): Promise<void> {
  const values = [tx.tenantId, into, others];
  for (const from of allTables()) {
    for (const edge of Object.values(from.edges)) {
      const key = edge.kind === 'one' && edge.to === table.name ? edge.key : edge.kind === 'any' ? edge.key : null;
      if (!key) continue;
      await tx.query({
        text: `update "${from.name}" set ${quoted(key)} = $2, version = version + 1, updated_at = now() where tenant_id = $1 and ${quoted(key)} = any($3::uuid[]) and id <> $2`,
        values,
      });
    }
  }
  for (const [link, column, other] of linksTo(table)) {
    // What the survivor has already goes away with the duplicate; of several duplicates' equal links the first stays.
    await tx.query({
      text: `delete from ${link} l where l.tenant_id = $1 and l.${column} = any($3::uuid[]) and exists (
        select from ${link} k where k.tenant_id = $1 and k.${other} = l.${other} and (k.${column} = $2 or (k.${column} = any($3::uuid[]) and k.id < l.id)))`,
      values,
    });
    await tx.query({
      text: `update ${link} set ${column} = $2 where tenant_id = $1 and ${column} = any($3::uuid[])`,
      values,
    });
  }
  await tx.query({
    text: 'update external_id set record_id = $2 where tenant_id = $1 and record_id = any($3::uuid[])',
    values,
  });
}

/** Link tables that lead to this table: their name, the column with this table's ids, and the other one. */
function linksTo(table: Table): [string, string, string][] {
  const found = new Map<string, [string, string, string]>();
  for (const edge of Object.values(table.edges)) {
    if (edge.kind === 'through') found.set(edge.via, [edge.via, snake(edge.from), snake(edge.target)]);
  }
  return [...found.values()];
}
