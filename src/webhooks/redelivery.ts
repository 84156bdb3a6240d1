// Deliveries that somebody asks for: a test, one once more, all of a part of the feed again. And the log of them.
// Invariant: an event keeps its id however often it is sent, so receivers know what they have.
import type { Reader, Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { newId } from '../lib/uuid.ts';
import { type Keeper, seeEndpoint } from './acts.ts';
import type { Cause, DeliveryState, LoggedAttempt } from './deliveries.ts';
import { triedForMs } from './schedule.ts';

export interface WebhookDeliveryRow {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly cause: Cause;
  readonly recordType: string | null;
  readonly recordId: string;
  readonly state: DeliveryState;
  readonly at: string;
  readonly dueAt: string;
  readonly finishedAt: string | null;
  readonly attempts: number;
  readonly log: readonly LoggedAttempt[];
}

const rows = `/* webhooks.log */ select id, endpoint_id as "endpointId", event_id as "eventId", cause, record_type as "recordType",
    record_id as "recordId", state, at, due_at as "dueAt", finished_at as "finishedAt", attempts, log
  from webhook_delivery where tenant_id = $1`;

const mostShown = 100;

export interface LogArgs {
  readonly endpointId: string;
  readonly state: DeliveryState | null;
  readonly first: number;
  /** Id of the last delivery of the page before. */
  readonly after: string | null;
}

export interface DeliveryPage {
  readonly nodes: readonly WebhookDeliveryRow[];
  readonly hasMore: boolean;
}

/** The newest first. */
export async function seeDeliveries(reader: Reader, by: Keeper, args: LogArgs): Promise<DeliveryPage> {
  const { endpointId, state, first, after } = args;
  if (first < 1 || first > mostShown)
    throw badInput(`\`first\` is 1 to ${mostShown}, got ${first}.`, { argument: 'first' });
  await seeEndpoint(reader, by, endpointId);
  reader.recorder.limit(0); // it changes with every attempt, and no tag tells
  const found = await reader.query<WebhookDeliveryRow>({
    text: `${rows} and endpoint_id = $2 and ($3::text is null or state = $3) and ($4::uuid is null or id < $4) order by id desc limit $5`,
    values: [reader.tenantId, endpointId, state, after, first + 1],
  });
  return { nodes: found.slice(0, first), hasMore: found.length > first };
}

async function findDelivery(reader: Reader, id: string): Promise<WebhookDeliveryRow> {
  const [row] = await reader.query<WebhookDeliveryRow>({ text: `${rows} and id = $2`, values: [reader.tenantId, id] });
  if (row) return row;
  throw new ClientError('NOT_FOUND', `There is no webhook delivery with the id ${id}.`, { id });
}

/** The worker hears of it by the feed, when this is committed. */
async function ask(tx: Transaction, endpointId: string): Promise<void> {
  await tx.query({
    text: 'update webhook_endpoint set asked_at = clock_timestamp() where tenant_id = $1 and id = $2',
    values: [tx.tenantId, endpointId],
  });
}

async function requireEnabled(tx: Transaction, by: Keeper, id: string): Promise<void> {
  const { state } = await seeEndpoint(tx, by, id);
  if (state !== 'enabled')
    throw new ClientError('RULE_VIOLATED', `The endpoint is ${state}: enable it first (enableWebhookEndpoint).`, {
      id,
    });
}

/** A message that is no event, to try out address and signature. */
export async function testEndpoint(tx: Transaction, by: Keeper, endpointId: string): Promise<WebhookDeliveryRow> {
  await requireEnabled(tx, by, endpointId);
  const id = newId();
  const nowMs = Date.now();
  await tx.query({
    text: `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, cause, seq, record_id, at, due_at, expires_at)
      values ($1, $2, $3, $4, 'test', 0, $2, $5, $5, $6)`,
    values: [tx.tenantId, id, endpointId, `test.${id}`, new Date(nowMs), new Date(nowMs + triedForMs)],
  });
  await ask(tx, endpointId);
  return findDelivery(tx, id);
}

/** As of now: what the owner may see by now, and the record as it is by now. */
export async function resend(tx: Transaction, by: Keeper, id: string): Promise<WebhookDeliveryRow> {
  const { endpointId, state } = await findDelivery(tx, id);
  await requireEnabled(tx, by, endpointId);
  if (state === 'pending')
    throw new ClientError('RULE_VIOLATED', 'The delivery is still to be sent: wait for it.', { id });
  const nowMs = Date.now();
  await tx.query({
    text: `update webhook_delivery set state = 'pending', cause = 'resend', attempts = 0, from_seq = null, due_at = $3, expires_at = $4, finished_at = null
      where tenant_id = $1 and id = $2 and state <> 'pending'`,
    values: [tx.tenantId, id, new Date(nowMs), new Date(nowMs + triedForMs)],
  });
  await ask(tx, endpointId);
  return findDelivery(tx, id);
}

/** Everything after one cursor and up to another, which are both of the feed: the worker makes the deliveries, page by page. */
export async function replay(
  tx: Transaction,
  by: Keeper,
  endpointId: string,
  after: string,
  until: string,
): Promise<void> {
  await requireEnabled(tx, by, endpointId);
  const [begun] = await tx.query({
    text: `insert into webhook_replay (tenant_id, endpoint_id, after, until) values ($1, $2, $3, $4)
      on conflict (tenant_id, endpoint_id) do nothing returning endpoint_id`,
    values: [tx.tenantId, endpointId, after, until],
  });
  if (!begun) throw new ClientError('RULE_VIOLATED', 'A replay of this endpoint is under way: wait for its end.');
  await ask(tx, endpointId);
}
