// How an endpoint does: counted over all of its deliveries, since a receiver that is away is away for all of them.
import type { Transaction } from '../db/transaction.ts';
import { restAfter, triedForMs } from './schedule.ts';

/** It has taken something. */
export async function noteTaken(tx: Transaction, endpointId: string, nowMs: number): Promise<void> {
  await tx.query({
    text: `/* webhooks.taken */ insert into webhook_health (tenant_id, endpoint_id, delivered_at) values ($1, $2, $3)
      on conflict (tenant_id, endpoint_id) do update
        set delivered_at = excluded.delivered_at, failures = 0, failing_since = null, resting_until = null, error = null`,
    values: [tx.tenantId, endpointId, new Date(nowMs)],
  });
}

/** So many attempts failed, and none was taken. Answers whether it is to be given up. */
export async function noteFailed(
  tx: Transaction,
  endpointId: string,
  nowMs: number,
  count: number,
  error: string,
): Promise<boolean> {
  const [health] = await tx.query<{ failures: number; failingSince: string }>({
    text: `/* webhooks.failed */ insert into webhook_health as h (tenant_id, endpoint_id, failed_at, failing_since, failures, error)
      values ($1, $2, $3, $3, $4, $5)
      on conflict (tenant_id, endpoint_id) do update set failed_at = excluded.failed_at, error = excluded.error,
        failures = h.failures + excluded.failures, failing_since = coalesce(h.failing_since, excluded.failing_since)
      returning failures, failing_since as "failingSince"`,
    values: [tx.tenantId, endpointId, new Date(nowMs), count, error],
  });
  const { failures, failingSince } = health!;
  const restMs = restAfter(failures);
  if (restMs !== null)
    await tx.query({
      text: `/* webhooks.rest */ update webhook_health set resting_until = $3 where tenant_id = $1 and endpoint_id = $2`,
      values: [tx.tenantId, endpointId, new Date(nowMs + restMs)],
    });
  return nowMs - Date.parse(failingSince) >= triedForMs;
}

/** Somebody says that it is well again. */
export async function forgetFailures(tx: Transaction, endpointId: string): Promise<void> {
  await tx.query({
    text: `/* webhooks.well */ update webhook_health set failures = 0, failing_since = null, resting_until = null, error = null
      where tenant_id = $1 and endpoint_id = $2`,
    values: [tx.tenantId, endpointId],
  });
}
