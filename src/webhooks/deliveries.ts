// Deliveries as they are kept: one row for each event that an endpoint is to be told, which is the job itself.
// Invariant: of one record only the first that is pending is sent; what an attempt left is written before the next one.
import type { Reader, Transaction } from '../db/transaction.ts';
import type { Attempt } from './send.ts';

/** In the place of a record: changes of many at once, and messages about the feed itself. */
export const noRecord = '00000000-0000-0000-0000-000000000000';

export type Cause = 'event' | 'resend' | 'replay' | 'test' | 'gap';
export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'merged';

export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly cause: Cause;
  readonly seq: number;
  /** Of the first change that is told with it; null: its own. */
  readonly fromSeq: number | null;
  readonly changeId: string | null;
  readonly recordType: string | null;
  readonly recordId: string;
  readonly cursor: string | null;
  readonly at: string;
  readonly attempts: number;
}

/** An attempt, as the log keeps it. */
export interface LoggedAttempt extends Pick<Attempt, 'status' | 'error' | 'durationMs'> {
  readonly at: string;
}

const columns = `d.id, d.event_id as "eventId", d.cause, d.seq, d.from_seq as "fromSeq", d.change_id as "changeId", d.record_type as "recordType", d.record_id as "recordId",
  d.cursor, d.at, d.attempts`;

// The heads: no delivery of the same record stands before them. Asked of each row that comes by in the order of the index, until
// there are enough: as a join PostgreSQL would compare all with all.
const isHead = `d.tenant_id = $1 and d.endpoint_id = $2 and d.state = 'pending' and d.seq = (
    select o.seq from webhook_delivery o where o.tenant_id = d.tenant_id and o.endpoint_id = d.endpoint_id and o.state = 'pending'
      and o.record_id = d.record_id order by o.seq limit 1)`;

/** That are due, those that wait longest first. */
export function dueHeads(reader: Reader, endpointId: string, nowMs: number, most: number): Promise<Delivery[]> {
  return reader.query<Delivery>({
    text: `/* webhooks.due */ select ${columns} from webhook_delivery d where ${isHead} and d.due_at <= $3 order by d.due_at, d.seq limit $4`,
    values: [reader.tenantId, endpointId, new Date(nowMs), most],
  });
}

/** When the next one is due; null: nothing is pending. */
export async function nextDue(reader: Reader, endpointId: string): Promise<string | null> {
  const [row] = await reader.query<{ at: string }>({
    text: `/* webhooks.next */ select d.due_at as at from webhook_delivery d where ${isHead} order by d.due_at, d.seq limit 1`,
    values: [reader.tenantId, endpointId],
  });
  return row?.at ?? null;
}

/** What was not taken in time is given up. */
export async function giveUpLate(tx: Transaction, endpointId: string, nowMs: number): Promise<void> {
  await tx.query({
    text: `/* webhooks.late */ update webhook_delivery set state = 'failed', finished_at = $3
      where tenant_id = $1 and endpoint_id = $2 and state = 'pending' and expires_at <= $3`,
    values: [tx.tenantId, endpointId, new Date(nowMs)],
  });
}

/** What cannot be told any more. */
export async function giveUp(tx: Transaction, ids: readonly string[], nowMs: number): Promise<void> {
  await tx.query({
    text: `/* webhooks.giveUp */ update webhook_delivery set state = 'failed', finished_at = $3 where tenant_id = $1 and id = any ($2)`,
    values: [tx.tenantId, ids, new Date(nowMs)],
  });
}

/** Deliveries that the owner may not be told of, or that the endpoint asks for no more: nobody shall see that they were there. */
export async function dropDeliveries(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query({
    text: `/* webhooks.drop */ delete from webhook_delivery where tenant_id = $1 and id = any ($2)`,
    values: [tx.tenantId, ids],
  });
}

export interface Outcome {
  readonly state: DeliveryState;
  readonly dueAtMs: number;
  readonly attempt: LoggedAttempt;
}

/** The log keeps the last attempts. */
const mostLogged = 20;

export async function noteOutcome(tx: Transaction, { id, attempts }: Delivery, outcome: Outcome): Promise<void> {
  const { state, dueAtMs, attempt } = outcome;
  await tx.query({
    // A worker that was taken for dead and is not writes over nothing that came after it.
    text: `/* webhooks.note */ update webhook_delivery set state = $4, due_at = $5, attempts = attempts + 1,
        log = case when jsonb_array_length(log) >= ${mostLogged} then log - 0 else log end || $6::jsonb,
        finished_at = case when $4 <> 'pending' then $7::timestamptz end
      where tenant_id = $1 and id = $2 and state = 'pending' and attempts = $3`,
    values: [
      ...[tx.tenantId, id, attempts, state, new Date(dueAtMs), JSON.stringify([attempt])],
      new Date(Date.parse(attempt.at)),
    ],
  });
}
