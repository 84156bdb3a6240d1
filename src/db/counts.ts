// How many rows a list has, by the same description as its pages.
import sql, { join, raw } from 'sql-template-tag';
import type { ListArgs } from './page.ts';
import { below, listOf, type ManyEdge, record, statement, uuidArray } from './reads.ts';
import { type Table, tableOf } from './table.ts';
import type { Reader } from './transaction.ts';

/** Exact; or capped, which stops after 10,000 rows; or the planner's estimate, which reads none. */
export type CountMode = 'EXACT' | 'CAPPED' | 'ESTIMATE';

/** `CAPPED` answers one more than this for "more than this". */
const countCap = 10_000;

export async function count(reader: Reader, table: Table, args: ListArgs, mode: CountMode): Promise<number> {
  const list = listOf(table, { filter: args.filter ?? null });
  record(reader, list);
  const from = sql`${raw(`from "${table.name}" t`)} where ${join([sql`t.tenant_id = ${reader.tenantId}`, ...list.conditions], ' and ')}`;
  if (mode === 'ESTIMATE') {
    const [plan] = await reader.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>({
      ...statement(sql`explain (format json) select ${from}`),
      prepare: false,
    });
    return plan!['QUERY PLAN'][0].Plan['Plan Rows'];
  }
  const rows = mode === 'CAPPED' ? sql`(select ${from} limit ${countCap + 1}) c` : null;
  const [row] = await reader.query<{ count: number }>(
    statement(rows ? sql`select count(*)::int from ${rows}` : sql`select count(*)::int ${from}`),
  );
  return row!.count;
}

/** How many rows are below each parent, in the parents' order. */
export async function countsByParent(
  reader: Reader,
  edge: ManyEdge,
  parentIds: readonly string[],
  args: ListArgs,
): Promise<number[]> {
  const list = listOf(tableOf(edge.to), { filter: args.filter ?? null });
  const inner = below(reader, edge, list, parentIds);
  const rows = await reader.query<{ at: number; count: number }>(
    statement(
      sql`select k.at::int, c.count::int from unnest(${uuidArray(parentIds)}::uuid[]) with ordinality k(key, at) cross join lateral (select count(*) ${inner}) c`,
    ),
  );
  const counts = parentIds.map(() => 0);
  for (const row of rows) counts[row.at - 1] = row.count;
  return counts;
}
