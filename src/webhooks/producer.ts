// Makes deliveries of the feed: for each change, one for each endpoint that asks for it, in the transaction that notes how far the
// feed was read. Invariant: over all workers and whatever ends them, an event gives an endpoint one delivery, and never none.
import type pg from 'pg';
import type { CommittedChange } from '../changes/frame.ts';
import { identityOf } from '../db/identity.ts';
import type { Pool } from '../db/pool.ts';
import { newId } from '../lib/uuid.ts';
import { cursorAt, printCursor } from '../live/cursor.ts';
import { type Cause, noRecord } from './deliveries.ts';
import { type Client, loadPlace, nextPage, type Page, type Place, savePlace } from './feed.ts';
import { eventsOf, type Listener, loadListeners } from './listener.ts';
import type { Queue, Turn } from './queue.ts';
import { triedForMs } from './schedule.ts';
import type { Tell } from './telling.ts';

export interface ProducerOptions {
  /** Of the worker's role. */
  readonly pool: Pool;
  readonly queue: Pick<Queue, 'wake' | 'look'>;
  readonly tell: Tell;
  readonly now: () => number;
  readonly onGap: () => void;
}

export interface Producer {
  /** One page of the feed. Answers whether there is more. */
  step(): Promise<boolean>;
}

/** Endpoints with deliveries that were due so long ago. */
const lookAroundMs = 60_000;
const overdue = `/* webhooks.overdue */ select tenant_id as "tenantId", id as "endpointId" from webhook_endpoint e where state = 'enabled' and exists (
    select from webhook_delivery d where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state = 'pending' and d.due_at < $1)`;

interface NewDelivery {
  readonly tenant_id: string;
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly cause: Cause;
  readonly seq: number;
  readonly change_id: string | null;
  readonly record_type: string | null;
  readonly record_id: string;
  readonly cursor: string | null;
  readonly at: string;
  readonly due_at: string;
  readonly expires_at: string;
}

/** Any number that nothing else locks. */
const producerLock = 254_368_355;
/** Without changes the place is written as seldom: writing it moves it on. */
const idleSaveMs = 60_000;

const insert = `/* webhooks.produce */ insert into webhook_delivery
    (tenant_id, id, endpoint_id, event_id, cause, seq, change_id, record_type, record_id, cursor, at, due_at, expires_at)
  select n.tenant_id, n.id, n.endpoint_id, n.event_id, n.cause, n.seq, n.change_id, n.record_type, n.record_id, n.cursor, n.at, n.due_at, n.expires_at
  from json_to_recordset($1) as n (tenant_id uuid, id uuid, endpoint_id uuid, event_id text, cause text, seq bigint, change_id uuid, record_type text,
    record_id uuid, cursor text, at timestamptz, due_at timestamptz, expires_at timestamptz)
  join webhook_endpoint e on e.tenant_id = n.tenant_id and e.id = n.endpoint_id
  on conflict (tenant_id, endpoint_id, event_id) do nothing`;

export function createProducer({ pool, queue, tell, now, onGap }: ProducerOptions): Producer {
  /** As of `place`, which is later than what is written if nothing has happened since. */
  let known: { readonly written: string; readonly place: Place; readonly listeners: readonly Listener[] } | null = null;
  let savedMs = Number.NEGATIVE_INFINITY;
  let lookedMs = Number.NEGATIVE_INFINITY;

  async function produce(client: pg.PoolClient): Promise<{ hasMore: boolean; hasTurns: boolean }> {
    const { rows } = await client.query<{ isMine: boolean }>(
      `select pg_try_advisory_xact_lock(${producerLock}) as "isMine"`,
    );
    if (!rows[0]!.isMine) return { hasMore: false, hasTurns: false };
    const loaded = await loadPlace(client);
    const written = JSON.stringify(loaded);
    const kept = known?.written === written ? known : null; // otherwise another worker was here
    const place = kept?.place ?? loaded;
    let listeners = kept?.listeners ?? (await loadListeners(client, tell));
    let page = await nextPage(client, place, tenantsOf(listeners));
    if (page.isGap || page.changes.some(({ row }) => row.type === 'webhook_endpoint')) {
      // Of a tenant that has an endpoint only now, changes of the same page are wanted.
      const before = new Set(tenantsOf(listeners));
      listeners = await loadListeners(client, tell);
      if (tenantsOf(listeners).some((tenantId) => !before.has(tenantId))) {
        const again = await nextPage(client, place, tenantsOf(listeners));
        page = { ...again, isGap: page.isGap };
      }
    }
    if (page.isGap) onGap();
    const deliveries = [...(page.isGap ? gapsOf(page, listeners) : []), ...deliveriesOf(page, listeners)];
    if (deliveries.length > 0) await client.query({ text: insert, values: [JSON.stringify(deliveries)] });
    const turns = [...turnsOf(page, deliveries, listeners), ...(await forgotten(client))];
    await queue.wake(turns, client);
    const isDue = page.changes.length > 0 || page.isGap || !loaded || now() - savedMs >= idleSaveMs;
    if (isDue) {
      await savePlace(client, page.end);
      savedMs = now();
    }
    known = { written: isDue ? JSON.stringify(await loadPlace(client)) : written, place: page.end, listeners };
    return { hasMore: page.hasMore, hasTurns: turns.length > 0 };
  }

  /** Turns that should have been by now: the queue may have lost them, and its tables are its own. */
  async function forgotten(client: Client): Promise<Turn[]> {
    if (now() - lookedMs < lookAroundMs) return [];
    lookedMs = now();
    const { rows } = await client.query<Turn>({ text: overdue, values: [new Date(now() - lookAroundMs)] });
    return rows;
  }

  function deliveriesOf({ changes }: Page, listeners: readonly Listener[]): NewDelivery[] {
    const ofTenant = Map.groupBy(listeners, ({ tenantId }) => tenantId);
    return changes.flatMap((change) =>
      (ofTenant.get(change.row.tenantId) ?? []).flatMap((listener) =>
        eventsOf(listener, change).map((event) => ({
          ...newDelivery(listener, event.id, 'event', event.at),
          seq: change.row.seq,
          change_id: change.row.id,
          record_type: event.table.name,
          record_id: event.recordId ?? noRecord,
          cursor: event.cursor,
        })),
      ),
    );
  }

  function gapsOf({ end }: Page, listeners: readonly Listener[]): NewDelivery[] {
    const at = new Date(now()).toISOString();
    return listeners.map((listener) => ({
      ...newDelivery(listener, `gap.${newId()}`, 'gap', at),
      cursor: printCursor(cursorAt(end.epoch, end.at)),
    }));
  }

  function newDelivery(listener: Listener, eventId: string, cause: Cause, at: string): NewDelivery {
    const { tenantId, endpointId, coalesceMs } = listener;
    return {
      tenant_id: tenantId,
      id: newId(),
      endpoint_id: endpointId,
      event_id: eventId,
      cause,
      seq: 0,
      change_id: null,
      record_type: null,
      record_id: noRecord,
      cursor: null,
      at,
      due_at: new Date(now() + coalesceMs).toISOString(),
      expires_at: new Date(Date.parse(at) + triedForMs).toISOString(),
    };
  }

  return {
    async step() {
      const client = await pool.connect();
      let isClean = false;
      try {
        await identityOf(client); // outside of the transaction
        await client.query('begin');
        const { hasMore, hasTurns } = await produce(client);
        await client.query('commit');
        isClean = true;
        if (hasTurns) queue.look();
        return hasMore;
      } catch (error) {
        known = null;
        await client.query('rollback').then(
          () => (isClean = true),
          () => {},
        );
        throw error;
      } finally {
        client.release(!isClean);
      }
    },
  };
}

const tenantsOf = (listeners: readonly Listener[]) => [...new Set(listeners.map(({ tenantId }) => tenantId))];

/** Whoever has something to send, whose endpoint was written, or whose owner may have lost its rights. */
function turnsOf(
  { changes }: Page,
  deliveries: readonly NewDelivery[],
  listeners: readonly Listener[],
): readonly Turn[] {
  const turns = new Map<string, Turn>();
  const add = ({ tenantId, endpointId }: Turn) => turns.set(endpointId, { tenantId, endpointId });
  for (const delivery of deliveries) add({ tenantId: delivery.tenant_id, endpointId: delivery.endpoint_id });
  for (const { row } of changes) {
    if (row.type === 'webhook_endpoint' && row.op !== 'delete' && row.id)
      add({ tenantId: row.tenantId, endpointId: row.id });
    else if (row.op !== 'insert')
      for (const owner of ownersIn(row)) for (const each of listeners) if (each.owner === owner) add(each);
  }
  return [...turns.values()];
}

function ownersIn({ type, id }: CommittedChange): readonly string[] {
  return type === 'api_key' ? [`key:${id}`] : type === 'user' ? [`user:${id}`] : [];
}
