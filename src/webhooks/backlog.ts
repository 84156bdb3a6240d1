// Deliveries of all tenants that nothing but a worker keeps waiting, for those who watch over the service: those of endpoints that
// fail wait for their receivers.
import type { Pool } from '../db/pool.ts';

export interface Backlog {
  readonly due: number;
  readonly oldestSeconds: number;
}

/** Beyond that a count tells nothing more, and costs. */
const mostCounted = 10_000;

/** Asked by the worker's role, which sees all tenants. */
export const backlogText = `/* webhooks.backlog */ select count(*)::int as due, coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as "oldestSeconds"
  from (
    select d.due_at from webhook_endpoint e
    join webhook_delivery d on d.tenant_id = e.tenant_id and d.endpoint_id = e.id
    where e.state = 'enabled' and d.state = 'pending' and d.due_at <= now() and not exists (
        select from webhook_delivery o
        where o.tenant_id = d.tenant_id and o.endpoint_id = d.endpoint_id and o.state = 'pending' and o.attempts > 0)
    limit ${mostCounted}) due`;

export async function readBacklog(pool: Pool): Promise<Backlog> {
  const { rows } = await pool.query<Backlog>(backlogText);
  return rows[0]!;
}
