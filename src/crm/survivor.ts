// Ids of records that were merged away lead to the record that lives on, also where they are written as a reference.
import { type Table, tableOf, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';

/**
 * For each id that exists, the id to refer to. Locked as a foreign key's check would lock it: a merge that is running is
 * waited for, and no other begins before this transaction ends.
 */
export async function survivors(tx: Transaction, table: Table, ids: readonly string[]): Promise<Map<string, string>> {
  const into = 'mergedIntoId' in table.columns ? 'coalesce(merged_into_id, id)' : 'id';
  const rows = await tx.query<{ id: string; into: string }>({
    text: `select id, ${into} as into from "${table.name}" where tenant_id = $1 and id = any($2::uuid[]) order by id for key share`,
    values: [tx.tenantId, ids],
  });
  return new Map(rows.map((row) => [row.id, row.into]));
}

/** The values with every reference to a record that was merged away pointing at the one that lives on. */
export async function toSurvivors(tx: Transaction, table: Table, values: Values): Promise<Values> {
  const moved: Values = {};
  for (const edge of Object.values(table.edges)) {
    if (edge.kind !== 'one' && edge.kind !== 'any') continue;
    const id = values[edge.key] as string | null | undefined;
    if (id == null) continue;
    const to = tableOf(edge.kind === 'one' ? edge.to : (values[edge.typeKey] as string));
    if ('mergedIntoId' in to.columns) moved[edge.key] = (await survivors(tx, to, [id])).get(id) ?? id;
  }
  return { ...values, ...moved };
}
