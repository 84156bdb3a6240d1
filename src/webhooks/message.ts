// What goes out of a delivery: the event as the owner may see it now, rendered by the endpoint's own subscription.
// Invariant: nothing is rendered that the owner may not be told of at this moment, whatever it could see when the event was kept.
import type { CommittedChange } from '../changes/frame.ts';
import type { Reader } from '../db/transaction.ts';
import { parseCursor } from '../live/cursor.ts';
import { type ChangeEvent, toldOf } from '../live/event.ts';
import { eventsFor, type Sight } from '../live/rights.ts';
import type { Delivery } from './deliveries.ts';
import { isWanted, type Telling } from './telling.ts';

/** A delivery, and what is known of it before anything is rendered. */
export type Draft = { readonly delivery: Delivery } & (
  | { readonly kind: 'event'; readonly event: ChangeEvent }
  /** Of what is no change. */
  | { readonly kind: 'own'; readonly body: string }
  /** Not to be told: the owner may not know of it, or the endpoint asks for other events by now. */
  | { readonly kind: 'hidden' }
  /** The change is not kept any more. */
  | { readonly kind: 'lost' }
);

export interface Message {
  readonly delivery: Delivery;
  readonly body: string;
}

const columns = `seq, xid::text, type, id, op, before, after, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

type ChangeRow = Omit<CommittedChange, 'tenantId' | 'xid'> & { readonly xid: string };

/** By `seq`. */
async function changesOf(reader: Reader, deliveries: readonly Delivery[]): Promise<Map<number, CommittedChange>> {
  const rows = await reader.query<ChangeRow>({
    text: `/* webhooks.changes */ select ${columns} from change where tenant_id = $1 and (id = any ($2) or id is null) and seq = any ($3)`,
    values: [reader.tenantId, deliveries.flatMap(({ changeId }) => changeId ?? []), deliveries.map(({ seq }) => seq)],
  });
  return new Map(rows.map((row) => [row.seq, { ...row, tenantId: reader.tenantId, xid: Number(row.xid) }]));
}

export async function draftsOf(
  reader: Reader,
  sight: Sight,
  { lists }: Pick<Telling, 'lists'>,
  changedFields: readonly string[] | null,
  deliveries: readonly Delivery[],
): Promise<Draft[]> {
  const changes = await changesOf(reader, deliveries);
  const fields = changedFields && new Set(changedFields);
  return deliveries.map((delivery): Draft => {
    const { recordType, seq, eventId, cursor } = delivery;
    if (recordType === null || cursor === null) return { delivery, kind: 'own', body: ownBody(delivery) };
    const row = changes.get(seq);
    if (!row) return { delivery, kind: 'lost' };
    const at = parseCursor(cursor);
    const told = toldOf(row, at, at);
    const event = told && eventsFor(sight, lists, told).find(({ id }) => id === eventId);
    return event && isWanted(event, fields)
      ? { delivery, kind: 'event', event: { ...event, cursor } }
      : { delivery, kind: 'hidden' };
  });
}

export async function messagesOf(drafts: readonly Draft[], { render }: Pick<Telling, 'render'>): Promise<Message[]> {
  const events = drafts.filter((draft) => draft.kind === 'event');
  const results = events.length > 0 ? await render(events.map(({ event }) => event)) : [];
  const own = drafts.filter((draft) => draft.kind === 'own');
  return [
    ...own.map(({ delivery, body }) => ({ delivery, body })),
    ...events.map(({ delivery, event }, index) => ({ delivery, body: bodyOf(event, results[index]!) })),
  ];
}

/** The result of the subscription, as GraphQL has it, with type and time before it, as Standard Webhooks has them. */
function bodyOf({ type, kind, at }: ChangeEvent, result: string): string {
  return `{"type":"${type.toLowerCase()}.${kind.toLowerCase()}","timestamp":"${at}",${result.slice(1)}`;
}

/** Of what is no change. */
function ownBody({ cause, at, cursor }: Delivery): string {
  return cause === 'gap'
    ? JSON.stringify({ type: 'feed.gap', timestamp: at, data: { cursor } })
    : JSON.stringify({ type: 'webhook.test', timestamp: at, data: {} });
}
