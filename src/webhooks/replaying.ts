// A part of the feed that an endpoint is to be told again, page by page, in its turns.
// Invariant: how far it has come is written with the deliveries that were made; what was dropped meanwhile is told as a gap.
import { covers, isVisible } from '../cache/position.ts';
import type { Pool } from '../db/pool.ts';
import { read, type Transaction, write } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { newId } from '../lib/uuid.ts';
import { type Cursor, cursorAt, parseCursor, printCursor } from '../live/cursor.ts';
import type { ChangeEvent, Lists } from '../live/event.ts';
import { toldOf } from '../live/event.ts';
import { changesAfter, checkReach, standingOf } from '../live/feed.ts';
import { eventsFor, type Sight, typesFor } from '../live/rights.ts';
import { noRecord } from './deliveries.ts';
import type { WebhookEndpointRow } from './endpoint.ts';
import { triedForMs } from './schedule.ts';
import { isWanted } from './telling.ts';

const pageSize = 500;

interface Range {
  readonly after: string;
  readonly until: string;
}

interface Told {
  readonly event: ChangeEvent;
  readonly seq: number;
  readonly changeId: string | null;
}

interface Page {
  readonly range: Range;
  readonly told: readonly Told[];
  /** Null: this was the last one. */
  readonly end: Cursor | null;
  /** What is to be replayed was dropped meanwhile: where the feed goes on. */
  readonly gap: string | null;
}

/** What has come to pass since then can be told again, and it has: throws BAD_CURSOR or RESUME_EXPIRED. */
export function checkUntil(until: Cursor, standing: Parameters<typeof checkReach>[1]): void {
  checkReach(until, standing);
  if (covers(standing.position, until.part?.next ?? until.at)) return;
  throw new ClientError('BAD_CURSOR', '`until` names a moment that has not come yet.', { argument: 'until' });
}

/** One page, if a replay is under way. Answers whether one is. */
export async function replayPage(
  pool: Pool,
  endpoint: WebhookEndpointRow,
  sight: Sight,
  lists: Lists,
  nowMs: number,
): Promise<boolean> {
  const { tenantId } = sight;
  const page = await readPage(pool, endpoint, sight, lists);
  if (!page) return false;
  const { range, told, end, gap } = page;
  await write(pool, tenantId, async (tx) => {
    for (const each of told) await tellAgain(tx, endpoint.id, each, nowMs);
    if (gap !== null) await tellGap(tx, endpoint.id, gap, nowMs);
    await tx.query({
      text: end
        ? 'update webhook_replay set after = $4 where tenant_id = $1 and endpoint_id = $2 and after = $3'
        : 'delete from webhook_replay where tenant_id = $1 and endpoint_id = $2 and after = $3',
      values: [tenantId, endpoint.id, range.after, ...(end ? [printCursor(end)] : [])],
    });
  });
  return true;
}

async function readPage(pool: Pool, endpoint: WebhookEndpointRow, sight: Sight, lists: Lists): Promise<Page | null> {
  return read(pool, sight.tenantId, async (reader) => {
    const [range] = await reader.query<Range>({
      text: 'select after, until from webhook_replay where tenant_id = $1 and endpoint_id = $2',
      values: [sight.tenantId, endpoint.id],
    });
    if (!range) return null;
    const [after, until] = [parseCursor(range.after), parseCursor(range.until)];
    const upTo = until.part?.next ?? until.at;
    const standing = await standingOf(reader);
    if (!isReached(after, standing, upTo))
      return { range, told: [], end: null, gap: printCursor(cursorAt(standing.epoch, standing.position)) };
    const { changes, end, hasMore } = await changesAfter(reader, after, upTo, typesFor(sight.rights, lists), pageSize);
    const own = endpoint.skipOwn
      ? await ownOf(
          reader,
          endpoint.owner,
          changes.map(({ row }) => row.seq),
        )
      : new Set();
    const fields = endpoint.changedFields && new Set(endpoint.changedFields);
    const told = changes.flatMap(({ row, cursor, previous }): Told[] => {
      const isIn = isVisible(row.xid, until.at) || (until.part !== undefined && row.seq <= until.part.seq);
      const change = isIn && !own.has(row.seq) ? toldOf(row, cursor, previous) : null;
      return (change ? eventsFor(sight, lists, change) : [])
        .filter((event) => isWanted(event, fields))
        .map((event) => ({ event, seq: row.seq, changeId: row.id }));
    });
    return { range, told, end: hasMore ? end : null, gap: null };
  });
}

function isReached(...asked: Parameters<typeof checkReach>): boolean {
  try {
    checkReach(...asked);
    return true;
  } catch (error) {
    if (error instanceof ClientError && error.code === 'RESUME_EXPIRED') return false;
    throw error;
  }
}

async function ownOf(reader: Pick<Transaction, 'tenantId' | 'query'>, owner: string, seqs: readonly number[]) {
  const rows = await reader.query<{ seq: number }>({
    text: '/* webhooks.own */ select seq from change where tenant_id = $1 and seq = any ($2) and actor = $3',
    values: [reader.tenantId, seqs, owner],
  });
  return new Set(rows.map(({ seq }) => seq));
}

async function tellAgain(
  tx: Transaction,
  endpointId: string,
  { event, seq, changeId }: Told,
  nowMs: number,
): Promise<void> {
  await tx.query({
    text: `/* webhooks.replay */ insert into webhook_delivery as d
        (tenant_id, id, endpoint_id, event_id, cause, seq, change_id, record_type, record_id, cursor, at, due_at, expires_at)
      values ($1, $2, $3, $4, 'replay', $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (tenant_id, endpoint_id, event_id) do update set cause = 'replay', state = 'pending', attempts = 0, from_seq = null,
        due_at = excluded.due_at, expires_at = excluded.expires_at, finished_at = null where d.state <> 'pending'`,
    values: [
      ...[tx.tenantId, newId(), endpointId, event.id, seq, changeId, event.table.name, event.recordId ?? noRecord],
      ...[event.cursor, event.at, new Date(nowMs), new Date(nowMs + triedForMs)],
    ],
  });
}

async function tellGap(tx: Transaction, endpointId: string, cursor: string, nowMs: number): Promise<void> {
  const id = newId();
  await tx.query({
    text: `/* webhooks.gap */ insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, cause, seq, record_id, cursor, at, due_at, expires_at)
      values ($1, $2, $3, $4, 'gap', 0, $5, $6, $7, $7, $8)`,
    values: [tx.tenantId, id, endpointId, `gap.${id}`, noRecord, cursor, new Date(nowMs), new Date(nowMs + triedForMs)],
  });
}
