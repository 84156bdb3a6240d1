// Ids of records that were merged away lead to the record that lives on, also where they are written as a reference.
import { isLimited } from '../db/rights.ts';
import { type Table, tableOf, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput } from '../errors.ts';

/**
 * For each id that the writer sees, the id to refer to. Locked as a foreign key's check would lock it: a merge that is running is
 * waited for, and no other begins before this transaction ends.
 */
export async function survivors(tx: Transaction, table: Table, ids: readonly string[]): Promise<Map<string, string>> {
  const into = 'mergedIntoId' in table.columns ? 'coalesce(merged_into_id, id)' : 'id';
  const rows = await tx.query<{ id: string; into: string }>({
    text: `select id, ${into} as into from "${table.name}" where tenant_id = $1 and id = any($2::uuid[]) order by id for key share`,
    values: [tx.tenantId, ids],
  });
  const moved = rows.filter((row) => row.into !== row.id);
  if (moved.length === 0 || !isLimited(tx.rights)) return new Map(rows.map((row) => [row.id, row.into]));
  // What lives on may be somebody else's.
  const seen = await survivors(
    tx,
    table,
    moved.map((row) => row.into),
  );
  return new Map(rows.filter((row) => row.into === row.id || seen.has(row.into)).map((row) => [row.id, row.into]));
}

/**
 * The values with every reference to a record that was merged away pointing at the one that lives on. A record that the writer
 * does not see is refused as one that does not exist, in the words of a foreign key.
 */
export async function toSurvivors(tx: Transaction, table: Table, values: Values): Promise<Values> {
  const moved: Values = {};
  for (const edge of Object.values(table.edges)) {
    if (edge.kind !== 'one' && edge.kind !== 'any') continue;
    const id = values[edge.key] as string | null | undefined;
    if (id == null) continue;
    const to = tableOf(edge.kind === 'one' ? edge.to : (values[edge.typeKey] as string));
    if (!('mergedIntoId' in to.columns)) continue;
    const into = (await survivors(tx, to, [id])).get(id);
    if (into === undefined && edge.kind === 'one' && isLimited(tx.rights))
      throw badInput(`\`${edge.key}\` names a record that does not exist.`, { field: edge.key });
    moved[edge.key] = into ?? id;
  }
  return { ...values, ...moved };
}
