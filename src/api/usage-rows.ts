// Usage as the database keeps it, written in batches and kept for 90 days; and the budgets that operators have set.
import type { Pool } from '../db/pool.ts';
import { read, write } from '../db/transaction.ts';
import type { Policy } from '../limits/bucket.ts';
import type { Usage, UsageCount } from '../limits/usage.ts';

const keptDays = 90;
const everyMs = 5_000;

const add = `/* usage.add */ insert into usage as u (tenant_id, day, subject, operation, executed, hits, throttled, points)
  select $1, day, subject, operation, executed, hits, throttled, points
  from json_to_recordset($2) as t (day date, subject text, operation text, executed bigint, hits bigint, throttled bigint, points float8)
  order by day, subject, operation
  on conflict (tenant_id, day, subject, operation) do update set executed = u.executed + excluded.executed,
    hits = u.hits + excluded.hits, throttled = u.throttled + excluded.throttled, points = u.points + excluded.points`;

const forget = `/* usage.forget */ delete from usage where tenant_id = $1 and day < current_date - ${keptDays}`;

const find = `/* budget.find */ select points as capacity, refill from budget_override where tenant_id = $1`;

export interface UsageRows {
  /** Hands over what has been counted. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function saveUsage(pool: Pool, usage: Usage, onError: (error: unknown) => void): UsageRows {
  let saving: Promise<void> | null = null;

  async function save(): Promise<void> {
    const byTenant = Map.groupBy(usage.take(), ({ tenantId }) => tenantId);
    // One after the other: usage has time, and others want the connections.
    for (const [tenantId, counts] of byTenant) await saveOf(tenantId, counts);
  }

  async function saveOf(tenantId: string, counts: UsageCount[]): Promise<void> {
    try {
      await write(pool, tenantId, async (tx) => {
        await tx.query({ text: add, values: [tenantId, JSON.stringify(counts)] });
        await tx.query({ text: forget, values: [tenantId] });
      });
    } catch (error) {
      // A gateway that asks for the SDL does it on behalf of no tenant.
      if ((error as { code?: string }).code === '23503') return;
      usage.putBack(counts);
      onError(error);
    }
  }

  const flush = async () => {
    await saving;
    saving = save().finally(() => (saving = null));
    await saving;
  };
  const timer = setInterval(() => void (saving ?? flush()), everyMs);
  timer.unref();
  return {
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** What an operator has set for a tenant. */
export const budgetOverrideIn = (pool: Pool) => (tenantId: string) =>
  read(pool, tenantId, async (reader): Promise<Policy | null> => {
    const [row] = await reader.query<{ capacity: number; refill: number }>({ text: find, values: [tenantId] });
    return row ?? null;
  });
