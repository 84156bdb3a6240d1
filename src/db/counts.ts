// How many rows a list has, by the same description as its pages.
import sql, { join, raw } from 'sql-template-tag';
import { whereKnown } from './known-keys.ts';
import { listOf, parents, tenant } from './list.ts';
import type { ListArgs } from './page.ts';
import { belowSql, type ManyEdge, record, recordBelow, uuidArray } from './reads.ts';
import { type Table, tableOf } from './table.ts';
import type { Reader } from './transaction.ts';

/** Exact; or capped, which stops after 10,000 rows; or the planner's estimate, which reads none. */
export type CountMode = 'EXACT' | 'CAPPED' | 'ESTIMATE';

/** `CAPPED` answers one more than this for "more than this". */
export const countCap = 10_000;

/** An estimate is as good a minute later. */
const estimateMs = 60_000;

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }];
}

export async function count(reader: Reader, table: Table, args: ListArgs, mode: CountMode): Promise<number> {
  const list = listOf(table, { filter: args.filter ?? null }, reader.rights);
  record(reader, list);
  const from = sql`${raw(`from "${table.name}" t`)} where ${join([sql`t.tenant_id = ${tenant}`, ...list.conditions], ' and ')}`;
  // What the planner expects tells of rows of others, and the lists of limited viewers are short.
  if (mode === 'ESTIMATE' && !list.limited) {
    reader.recorder.limit(estimateMs); // statistics change with no row
    const explain = list.prepare(list, 'estimate', () => ({ query: sql`explain (format json) select ${from}` }));
    // Sessions plan once for all values; an estimate is worth something only for the values that were asked.
    const asked = Promise.all([
      reader.query({ text: 'set local plan_cache_mode = force_custom_plan', values: [], prepare: false }),
      reader.query<Explained>({ ...explain(reader), prepare: false }),
      reader.query({ text: 'set local plan_cache_mode = force_generic_plan', values: [], prepare: false }),
    ]);
    const [, [plan]] = await whereKnown(reader, list.keys, asked);
    return plan!['QUERY PLAN'][0].Plan['Plan Rows'];
  }
  const capped = sql`select count(*)::int from (select ${from} limit ${countCap + 1}) c`;
  const counted = list.prepare(list, mode, () => ({
    query: mode === 'CAPPED' ? capped : sql`select count(*)::int ${from}`,
  }));
  const [row] = await whereKnown(reader, list.keys, reader.query<{ count: number }>(counted(reader)));
  return row!.count;
}

/** How many rows are below each parent, in the parents' order. */
export async function countsByParent(
  reader: Reader,
  edge: ManyEdge,
  parentIds: readonly string[],
  args: ListArgs,
): Promise<number[]> {
  const list = listOf(tableOf(edge.to), { filter: args.filter ?? null }, reader.rights);
  recordBelow(reader, edge, list, parentIds);
  const counted = list.prepare(edge, '', () => ({
    query: sql`select k.at::int, c.count::int from unnest(${parents}::uuid[]) with ordinality k(key, at) cross join lateral (select count(*) ${belowSql(edge, list)}) c`,
  }));
  const asked = reader.query<{ at: number; count: number }>(counted(reader, uuidArray(parentIds)));
  const rows = await whereKnown(reader, list.keys, asked);
  const counts = parentIds.map(() => 0);
  for (const row of rows) counts[row.at - 1] = row.count;
  return counts;
}
