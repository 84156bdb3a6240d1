// The change table as a feed: the changes of one tenant between two positions, in order for each record, page by page.
// Invariant: a page ends with a cursor from which the next one goes on; what was dropped is told as RESUME_EXPIRED, never passed over.

import { covers, type Position, parsePosition, positionBefore, printPosition } from '../cache/position.ts';
import { hashEpoch } from '../cache/token.ts';
import type { CommittedChange } from '../changes/frame.ts';
import { isHole } from '../changes/step.ts';
import type { Reader } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { type Cursor, printCursor } from './cursor.ts';

export interface FeedPage {
  /** In the order of `seq`, which is the order of commits for each record. */
  readonly changes: readonly { readonly row: CommittedChange; readonly cursor: Cursor; readonly previous: Cursor }[];
  /** After all of them. */
  readonly end: Cursor;
  readonly hasMore: boolean;
}

/** Where the feed stands for whoever reads in this transaction. */
export interface Standing {
  readonly epoch: string;
  readonly position: Position;
  /** The highest transaction of which changes may be missing. */
  readonly dropped: number;
}

export interface StandingReader extends Reader {
  readonly identity: Promise<string | null>;
}

/** Between `change_floor` and the epoch, the later one: nothing from before either can be told whole. */
const askStanding = `/* live.standing */ select pg_current_snapshot()::text as position, e.n::text as counter, e.xid::text as began, f.xid::text as floor
  from change_epoch e cross join change_floor f`;

export async function standingOf(reader: StandingReader): Promise<Standing> {
  const identity = await reader.identity;
  if (identity === null)
    throw new ClientError('UNAVAILABLE', 'Changes are told by the primary database only; try again.', {
      retryable: true,
    });
  const [row] = await reader.query<{ position: string; counter: string; began: string; floor: string }>({
    text: askStanding,
    values: [],
  });
  const { position, counter, began, floor } = row!;
  return {
    epoch: `${identity}.${counter}`,
    position: parsePosition(position),
    dropped: Math.max(Number(began), Number(floor)),
  };
}

/** Throws RESUME_EXPIRED unless everything between the cursor and `upTo` is still there. */
export function checkReach(cursor: Cursor, { epoch, dropped, position }: Standing, upTo = position): void {
  if (cursor.epoch === hashEpoch(epoch) && !isHole(cursor.at, upTo, dropped)) return;
  const oldest = { epoch: hashEpoch(epoch), at: positionBefore(dropped + 1) };
  throw new ClientError(
    'RESUME_EXPIRED',
    'The changes after this cursor are not all there any more. Read anew what you keep, together with `changes { pageInfo { endCursor } }` in the same query, and go on from that cursor.',
    { argument: 'after', oldestCursor: printCursor(oldest) },
  );
}

/** Of the change table, as a CommittedChange has them. */
export const changeColumns = `seq, xid::text, type, id, op, before, after, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

/**
 * The condition that a change was not seen at the one position and is at the other. `xid >= xmax or xid in xip` is what "not seen" means,
 * said so that the index serves it. The numbers stand in the text: with parameters PostgreSQL would expect a third of the table and
 * rather read all of it.
 */
export const isBetween = (at: Position, next: Position): string =>
  `(xid >= '${at.xmax}'::xid8${at.xip.length > 0 ? ` or xid = any ('{${at.xip.join()}}'::xid8[])` : ''})
    and xid < '${next.xmax}'::xid8 and pg_visible_in_snapshot(xid, '${printPosition(next)}'::pg_snapshot)`;

/**
 * From where a part goes on, in the order of an index. Where it begins nobody knows in that order, only by xid: what is found is sorted,
 * or PostgreSQL would look for it from the oldest change on.
 */
const between = (
  at: Position,
  next: Position,
  isPart: boolean,
) => `/* live.between */ select ${changeColumns} from change
  where tenant_id = $1 and ${isBetween(at, next)} and seq > $2 and type = any ($3) order by ${isPart ? 'seq' : 'seq + 0'} limit $4`;

type Row = Omit<CommittedChange, 'tenantId' | 'xid' | 'seq'> & { readonly seq: number; readonly xid: string };

/** `upTo` is covered by the snapshot of the reader. */
export async function changesAfter(
  reader: Reader,
  cursor: Cursor,
  upTo: Position,
  types: readonly string[],
  first: number,
): Promise<FeedPage> {
  const { epoch, at, part } = cursor;
  // A part that was begun is read to its end, or its rest would stand behind later changes of the same records.
  const next = part && !covers(part.next, upTo) ? part.next : upTo;
  const rows = await reader.query<Row>({
    text: between(at, next, part !== undefined),
    values: [reader.tenantId, part?.seq ?? 0, types, first + 1],
    prepare: false,
  });
  const hasMore = rows.length > first;
  const rest = { epoch, at: next };
  let previous = cursor;
  const changes = rows.slice(0, first).map(({ seq, xid, ...others }, index) => {
    const isEnd = !hasMore && index === rows.length - 1;
    const row = { ...others, tenantId: reader.tenantId, seq, xid: Number(xid) };
    const change = { row, cursor: isEnd ? rest : { epoch, at, part: { next, seq } }, previous };
    previous = change.cursor;
    return change;
  });
  const end = hasMore ? changes.at(-1)!.cursor : rest;
  return { changes, end, hasMore: hasMore || next !== upTo };
}
