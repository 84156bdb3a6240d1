// Merging duplicates: one record lives on, takes what it lacks from the others, and everything that pointed at them.
// Their ids stay alive: the rows remain, deleted, and say into which record they went.
import type { Row } from '../db/reads.ts';
import { seeingAll } from '../db/seeing-all.ts';
import { allTables, quoted, snake, type Table, tableOf, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput } from '../errors.ts';
import { parseId } from '../lib/text.ts';
import { refuseCycle } from './hierarchy.ts';
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
  if (ids.length === 0 || ids.length > mostDuplicates)
    throw badInput(`\`ids\` takes 1 to ${mostDuplicates} duplicates, got ${ids.length}.`, { argument: 'ids' });
  if (others.includes(into)) throw badInput('A record cannot be merged into itself.', { argument: 'ids' });
  // Locked in the order of their ids, so that two merges of the same records wait for each other and do not deadlock.
  // `update`: whoever is about to refer to a duplicate waits, and then refers to the survivor.
  const rows = new Map<string, Row>();
  for (const id of [into, ...others].sort()) rows.set(id, await lock(tx, table, id, 'update'));
  const survivor = rows.get(into)!;
  const values = filled(
    table,
    survivor,
    others.map((id) => rows.get(id)!),
  );
  if (isDryRun) await tx.query({ text: 'savepoint dry_run', values: [], prepare: false });
  // Records of others that point at a duplicate move as well, whether the caller sees them or not.
  await seeingAll(tx, async () => {
    await repoint(tx, table, into, others);
    await tx.query({
      text: `update "${table.name}" set deleted_at = now(), merged_into_id = $2, version = version + 1, updated_at = now() where tenant_id = $1 and (id = any($3::uuid[]) or merged_into_id = any($3::uuid[]))`,
      values: [tx.tenantId, into, others],
    });
  });
  const merged = (await store(tx, table, into, values)) ?? survivor;
  for (const edge of Object.values(table.edges)) {
    if (edge.kind === 'one' && edge.to === table.name)
      await refuseCycle(tx, table.name, edge.key, merged, { id: into });
  }
  // A dry run is the merge itself, undone: it shows and refuses what the merge would.
  if (isDryRun) await tx.query({ text: 'rollback to savepoint dry_run', values: [], prepare: false });
  return merged as R;
}

/** What the survivor lacks, from the first duplicate that has it. Custom values are filled key by key, money as one. */
function filled(table: Table, survivor: Row, duplicates: readonly Row[]): Values {
  const values: Values = {};
  const ids = [survivor, ...duplicates].map(({ id }) => id) as unknown[];
  // A reference to one of them says nothing any more: they are one record, and none is its own parent.
  const has = (row: Row, name: string) => row[name] !== null && !ids.includes(row[name]);
  const units = [
    ...Object.values(table.fields),
    ...Object.keys(table.columns)
      .filter((name) => !Object.values(table.fields).flat().includes(name))
      .map((name) => [name]),
  ];
  for (const names of units) {
    const [first] = names as [string];
    const { nullable } = table.columns[first]!;
    if (!nullable || has(survivor, first) || ['deletedAt', 'mergedIntoId'].includes(first)) continue;
    const giver = duplicates.find((row) => has(row, first));
    for (const name of names) if (giver || survivor[name] !== null) values[name] = giver?.[name] ?? null;
  }
  if ('custom' in table.columns) {
    const custom = Object.assign(
      { ...(survivor['custom'] as Values) }, // its keys first, so that nothing new is no change
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
  for (const { link, column, other, detail } of linksTo(table)) {
    // Of equal links one stays: with its detail before without, then the survivor's, then the oldest.
    const rank = (row: string) => `${detail ? `${row}.${detail} is null` : false}, ${row}.${column} <> $2, ${row}.id`;
    await tx.query({
      text: `delete from ${link} l where l.tenant_id = $1 and l.${column} = any($3::uuid[] || $2::uuid) and exists (
        select from ${link} k where k.tenant_id = $1 and k.${other} = l.${other} and k.${column} = any($3::uuid[] || $2::uuid) and (${rank('k')}) < (${rank('l')}))`,
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

interface LinkTable {
  readonly link: string;
  /** The column with ids of the table that is merged, and the one with those of the other side. */
  readonly column: string;
  readonly other: string;
  /** What a link may say of itself: a role. */
  readonly detail: string | undefined;
}

function linksTo(table: Table): LinkTable[] {
  const found = new Map<string, LinkTable>();
  for (const edge of Object.values(table.edges)) {
    if (edge.kind !== 'through') continue;
    const { columns } = tableOf(edge.via);
    const detail = Object.keys(columns).find((name) => columns[name]!.nullable);
    found.set(edge.via, {
      link: edge.via,
      column: snake(edge.from),
      other: snake(edge.target),
      detail: detail && snake(detail),
    });
  }
  return [...found.values()];
}
