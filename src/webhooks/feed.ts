// The feed as webhooks read it: of all tenants that have endpoints, from where the last page ended, also over a restart, a crash or
// a migration. Invariant: the place is kept in the database that it speaks of, so the two are never of different histories, unless
// the rows were copied into another database: then it starts anew and says so.
import type pg from 'pg';
import { type Position, parsePosition, positionBefore, printPosition } from '../cache/position.ts';
import { hashEpoch } from '../cache/token.ts';
import type { CommittedChange } from '../changes/frame.ts';
import { isHole } from '../changes/step.ts';
import { identityOf } from '../db/identity.ts';
import type { Cursor } from '../live/cursor.ts';
import { changeColumns, isBetween } from '../live/feed.ts';

export type Client = Pick<pg.ClientBase, 'query'>;

/** How far the feed was read: a cursor, with the epoch as it is. */
export interface Place {
  readonly epoch: string;
  readonly at: Position;
  readonly part: { readonly next: Position; readonly seq: number } | null;
}

export interface FeedChange {
  readonly row: CommittedChange;
  /** Who made it; null: nobody knows. */
  readonly actor: string | null;
  /** How far the feed is read with it, and how far without it. */
  readonly cursor: Cursor;
  readonly previous: Cursor;
}

export interface Page {
  /** In the order of `seq`, which is the order of commits for each record. */
  readonly changes: readonly FeedChange[];
  /** From where the next page goes on. */
  readonly end: Place;
  readonly hasMore: boolean;
  /** Changes may be missing before this page. */
  readonly isGap: boolean;
}

const pageSize = 500;

/** Endpoints and whose they are: what the worker itself has to hear of, of any tenant. */
const ownTypes = ['webhook_endpoint', 'api_key', 'user'];

interface PlaceRow {
  readonly epoch: string;
  readonly at: string;
  readonly next: string | null;
  readonly seq: number | null;
}

export async function loadPlace(client: Client): Promise<Place | null> {
  const { rows } = await client.query<PlaceRow>('select epoch, at, next, seq from webhook_feed');
  const [row] = rows;
  if (!row) return null;
  const { epoch, at, next, seq } = row;
  const part = next === null || seq === null ? null : { next: parsePosition(next), seq };
  return { epoch, at: parsePosition(at), part };
}

export async function savePlace(client: Client, { epoch, at, part }: Place): Promise<void> {
  await client.query({
    text: `insert into webhook_feed (epoch, at, next, seq) values ($1, $2, $3, $4)
      on conflict (only_row) do update set epoch = excluded.epoch, at = excluded.at, next = excluded.next, seq = excluded.seq`,
    values: [epoch, printPosition(at), part && printPosition(part.next), part?.seq ?? null],
  });
}

const ask = `select pg_current_snapshot()::text as position, e.n::text as counter, f.xid::text as floor
  from change_epoch e cross join change_floor f`;

const columns = `tenant_id as "tenantId", actor, ${changeColumns}`;
const isOwn = `type in (${ownTypes.map((type) => `'${type}'`).join(', ')})`;
const limit = `limit ${pageSize + 1}`;

// As src/live/feed.ts reads it for one tenant, here for several: where a part begins what is found by xid is sorted;
const first = (at: Position, next: Position) => `/* webhooks.first */ select ${columns} from change
  where ${isBetween(at, next)} and seq > $1 and (tenant_id = any ($2) or ${isOwn}) order by seq + 0 ${limit}`;

// where it goes on, each tenant's changes are read in the order of an index.
const further = (at: Position, next: Position) => `/* webhooks.further */ select * from (
    select found.* from unnest($2::uuid[]) as tenant (id) cross join lateral (
      select ${columns} from change where tenant_id = tenant.id and ${isBetween(at, next)} and seq > $1 order by seq ${limit}) found
    union all (
      select ${columns} from change where tenant_id <> all ($2) and ${isBetween(at, next)} and seq > $1 and ${isOwn} order by seq ${limit})
  ) found order by seq ${limit}`;

type Row = Omit<CommittedChange, 'xid'> & { readonly xid: string; readonly actor: string | null };

/** Call in a READ COMMITTED transaction that has written nothing yet: what it writes itself must not count as read. */
export async function nextPage(client: Client, place: Place | null, tenants: readonly string[]): Promise<Page> {
  const identity = await identityOf(client);
  if (identity === null) throw new Error('webhooks are sent from the primary only, and this is a standby');
  const { rows: standings } = await client.query<{ position: string; counter: string; floor: string }>(ask);
  const { position, counter, floor } = standings[0]!;
  const epoch = `${identity}.${counter}`;
  const now = parsePosition(position);
  if (!place) return { changes: [], end: { epoch, at: now, part: null }, hasMore: false, isGap: false };
  if (!isSameHistory(place.epoch, epoch))
    return { changes: [], end: { epoch, at: now, part: null }, hasMore: false, isGap: true };
  const dropped = Number(floor);
  const isGap = isHole(place.at, now, dropped);
  const { at, part } = isGap ? { at: positionBefore(dropped + 1), part: null } : place;
  // A part that was begun is read to its end, or its rest would stand behind later changes of the same records.
  const next = part?.next ?? now;
  const { rows } = await client.query<Row>((part ? further : first)(at, next), [part?.seq ?? 0, tenants]);
  const hasRest = rows.length > pageSize;
  const read = rows.slice(0, pageSize).map(({ xid, actor, ...row }) => ({ actor, row: { ...row, xid: Number(xid) } }));
  const hash = hashEpoch(epoch);
  const end: Place = hasRest
    ? { epoch, at, part: { next, seq: read.at(-1)!.row.seq } }
    : { epoch, at: next, part: null };
  // As subscribers know it: whoever goes on from there misses nothing.
  let previous: Cursor = { epoch: hash, at, ...(part && { part }) };
  const changes = read.map(({ row, actor }, index) => {
    const isEnd = !hasRest && index === read.length - 1;
    const cursor = isEnd ? { epoch: hash, at: next } : { epoch: hash, at, part: { next, seq: row.seq } };
    const change = { row, actor, cursor, previous };
    previous = cursor;
    return change;
  });
  return { changes, end, hasMore: hasRest || part !== null, isGap };
}

/**
 * A new epoch is nothing to the feed itself. After a crash ids of transactions are handed out again only above those that were
 * flushed, and the one that wrote the place is among them: whoever comes below it was seen, or had failed.
 */
function isSameHistory(one: string, other: string): boolean {
  const databaseOf = (epoch: string) => {
    const [system, , database] = epoch.split('.');
    return `${system}.${database}`;
  };
  return databaseOf(one) === databaseOf(other);
}
