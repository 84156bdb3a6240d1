// A webhook endpoint as rows, for tests that look at who sees them.
import type { TestApi } from './api.ts';

/** With a delivery, and with what the worker notes of it. `mark` is in every text. */
export async function insertEndpoint(sql: TestApi['sql'], tenantId: string, id: string, mark: string): Promise<void> {
  await sql(
    `insert into webhook_endpoint (tenant_id, id, url, description, subscription, owner, owner_scopes, owner_visibility, secret)
     values ($1, $2, 'https://example.com/' || $3, $3 || 'endpoint', 'subscription { changes { id } }', 'key:none', '{*}', 'all', '')`,
    [tenantId, id, mark],
  );
  await sql(
    `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, cause, seq, record_id, at, due_at, expires_at)
     values ($1, gen_random_uuid(), $2, $3 || 'event', 'test', 0, gen_random_uuid(), now(), now(), now())`,
    [tenantId, id, mark],
  );
  await sql('insert into webhook_health (tenant_id, endpoint_id, error) values ($1, $2, $3)', [tenantId, id, mark]);
  await sql(`insert into webhook_replay (tenant_id, endpoint_id, after, until) values ($1, $2, $3, $3)`, [
    tenantId,
    id,
    mark,
  ]);
}
