// Records above each other in one table (parent companies, managers): no circle may close.
import { seeingAll } from '../db/seeing-all.ts';
import { snake, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';

/** Deeper than any group of companies; it also ends the walk if a cycle was made by hand. */
const deepest = 50;

/** A record cannot stand above itself: walks up from the new parent and refuses when it meets the record. */
export async function refuseCycle(
  tx: Transaction,
  table: string,
  key: string,
  values: Values,
  current: Readonly<Values> | null,
): Promise<void> {
  const parent = values[key];
  if (parent == null || !current || parent === current[key]) return; // nothing stands below a new record
  // Two moves at once could close a cycle together that neither sees: moves within one tenant's tree wait for each other.
  await tx.query({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 1))',
    values: [`${tx.tenantId}:${table}:${key}`],
  });
  const column = snake(key);
  const walk = {
    text: `with recursive above (id, depth) as (
        select $2::uuid, 1 union all
        select t.${column}, depth + 1 from above join "${table}" t on t.tenant_id = $1 and t.id = above.id
        where t.${column} is not null and depth < ${deepest})
      select from above where id = $3 limit 1`,
    values: [tx.tenantId, parent, current['id']],
  };
  const [met] = await seeingAll(tx, () => tx.query(walk)); // a circle may close through records of others
  if (met)
    throw new ClientError('RULE_VIOLATED', `\`${key}\` would put the record above itself.`, { field: key, id: parent });
}
