// What goes out of a delivery: the event as the owner may see it now, rendered by the endpoint's own subscription.
// Invariant: nothing is rendered that the owner may not be told of at this moment, whatever it could see when the event was kept.
import type { CommittedChange } from '../changes/frame.ts';
import type { Reader } from '../db/transaction.ts';
import { parseCursor } from '../live/cursor.ts';
import { type ChangeEvent, toldOf } from '../live/event.ts';
import { eventsFor, type Sight } from '../live/rights.ts';
import { asOne } from './coalescing.ts';
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

const columns = `c.seq, c.xid::text, c.type, c.id, c.op, c.before, c.after, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

type ChangeRow = Omit<CommittedChange, 'tenantId' | 'xid'> & { readonly xid: string };

/** Of one record within a window. With the limit PostgreSQL looks each record up, rather than read all changes of the tenant. */
const mostOfOne = 10_000;

/** The changes that each delivery tells of, in their order: one, or all of its record from the first that was not told to its own. */
async function changesOf(reader: Reader, deliveries: readonly Delivery[]): Promise<CommittedChange[][]> {
  const spans = deliveries.map(({ changeId, fromSeq, seq }) => ({ id: changeId, first: fromSeq ?? seq, last: seq }));
  const rows = await reader.query<ChangeRow>({
    text: `/* webhooks.changes */ with span as (select * from json_to_recordset($2) as s (id uuid, first bigint, last bigint))
      select c.* from span s cross join lateral (
        select ${columns} from change c where c.tenant_id = $1 and c.id = s.id and c.seq between s.first and s.last limit ${mostOfOne}) c
      union all
      select c.* from span s cross join lateral (
        select ${columns} from change c where c.tenant_id = $1 and c.id is null and c.seq = s.last limit 1) c where s.id is null
      order by 1`,
    values: [reader.tenantId, JSON.stringify(spans)],
  });
  const changes = rows.map((row) => ({ ...row, tenantId: reader.tenantId, xid: Number(row.xid) }));
  return spans.map(({ id, first, last }) => {
    const own = changes.filter((change) => change.id === id && change.seq >= first && change.seq <= last);
    return own.filter((change, index) => change.seq !== own[index - 1]?.seq); // two deliveries may ask for the same
  });
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
  return deliveries.map((delivery, index): Draft => {
    const { recordType, seq, eventId, cursor } = delivery;
    if (recordType === null || cursor === null) return { delivery, kind: 'own', body: ownBody(delivery) };
    const rows = changes[index]!;
    if (rows.at(-1)?.seq !== seq) return { delivery, kind: 'lost' };
    const row = asOne(rows);
    if (!row) return { delivery, kind: 'hidden' };
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
