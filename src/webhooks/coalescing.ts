// Changes of one record that came close together, told as one: as it was before the first of them, and as the last one left it.
// Invariant: what was attempted once is never told as part of something else, since its receiver may have it.
import type { CommittedChange } from '../changes/frame.ts';
import type { Transaction } from '../db/transaction.ts';

type Image = Readonly<Record<string, unknown>>;

/** They change with every write and say nothing of it. */
const always: ReadonlySet<string> = new Set(['version', 'updated_at']);

/** In the order of `seq`; null: together they have changed nothing. */
export function asOne(changes: readonly CommittedChange[]): CommittedChange | null {
  const [first, last] = [changes[0]!, changes.at(-1)!];
  if (changes.length === 1) return last;
  if (first.op === 'insert') return last.op === 'delete' ? null : { ...last, op: 'insert', before: null };
  // The older a value, the later it is laid over the others.
  const before: Record<string, unknown> = Object.assign({}, ...changes.map((change) => change.before).reverse());
  if (last.op === 'delete') return { ...last, before };
  const after: Image = last.after ?? {};
  for (const [column, value] of Object.entries(before)) if (isSame(value, after[column])) delete before[column];
  return Object.keys(before).some((column) => !always.has(column)) ? { ...last, op: 'update', before } : null;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Of each record whose window is over, what was not attempted yet becomes one delivery: the last. */
export async function coalesce(tx: Transaction, endpointId: string, nowMs: number): Promise<void> {
  await tx.query({
    text: `/* webhooks.coalesce */ with span as (
        select record_id, min(coalesce(from_seq, seq)) as first, max(seq) as last from webhook_delivery
        where tenant_id = $1 and endpoint_id = $2 and state = 'pending' and attempts = 0 and cause = 'event' and change_id = record_id
        group by record_id having count(*) > 1 and min(due_at) <= $3 limit 500
      ), merged as (
        update webhook_delivery d set state = 'merged', finished_at = $3 from span s
        where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending' and d.attempts = 0 and d.cause = 'event'
          and d.change_id = d.record_id and d.record_id = s.record_id and d.seq < s.last
      )
      update webhook_delivery d set from_seq = s.first, due_at = $3 from span s
      where d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending' and d.attempts = 0 and d.record_id = s.record_id and d.seq = s.last`,
    values: [tx.tenantId, endpointId, new Date(nowMs)],
  });
}
