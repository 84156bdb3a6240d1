// Fills tables without their secondary indexes and builds those from the full tables: sorted once instead of row by row.
// Inside the caller's transaction: whoever looks sees all indexes at any time, and a failure brings them back.
import type pg from 'pg';

/** Indexes that no constraint stands on; primary keys and unique constraints stay, foreign keys need them. */
const secondary = `/* seed.secondaryIndexes */
  select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
  from pg_index i
  where i.indrelid = any ($1::text[]::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
  order by 1`;

/** Locks the tables against everybody until the transaction ends: for a database that nobody uses yet. */
export async function withoutIndexes(
  client: pg.Client,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(secondary, [tables]);
  await client.query(`drop index ${rows.map((index) => index.name).join(', ')}`);
  await fill();
  await client.query(`set local maintenance_work_mem = '128MB'`);
  for (const { definition } of rows) await client.query(definition);
}
