// A list as it stands, told record by record before its changes. It is read page by page, each in a snapshot of its own, as fast as it is
// taken; what was changed meanwhile is told afterwards, unless the page showed it.
// Invariant: no record is told of in another order than that of its commits, and when READY is told nothing of the list is missing.
import { isVisible, type Position, parsePosition } from '../cache/position.ts';
import type { CommittedChange } from '../changes/frame.ts';
import { type EntityName, entities } from '../crm/index.ts';
import { page } from '../db/reads.ts';
import { columnsFor } from '../db/rights.ts';
import type { Table } from '../db/table.ts';
import type { OpenReader } from '../db/transaction.ts';
import { type Cursor, cursorAt, snapshotCursor } from './cursor.ts';
import { type ChangeEvent, type ChangeKind, type Lists, typeOf } from './event.ts';
import { standingOf } from './feed.ts';
import { presentIn } from './rights.ts';

/** Runs `work` in a transaction of its own, as the viewer. */
export type ReadAs = <T>(work: (reader: OpenReader) => Promise<T>) => Promise<T>;

export interface Snapshot {
  pages(): AsyncGenerator<ChangeEvent[]>;
  /** Once all pages were told: where they began. */
  start(): Cursor;
  /** Whether a page showed the record with this change. */
  hasTold(row: CommittedChange): boolean;
}

/** Records from the one before it up to this id were read at this position. */
interface Part {
  readonly type: string;
  readonly lastId: string | null;
  readonly position: Position;
}

const pageSize = 100;

export function createSnapshot(lists: Lists, readAs: ReadAs): Snapshot {
  const parts: Part[] = [];
  let start: Cursor | null = null;

  async function readPage(type: string, after: string | null) {
    const table: Table = entities[type as EntityName];
    const filter = lists.get(type)!.filter;
    return readAs(async (reader) => {
      const { epoch } = await standingOf(reader);
      const columns = columnsFor(reader.rights, table, new Set(Object.keys(table.columns)));
      const { rows, hasNextPage, cursorOf } = await page(reader, table, columns, { first: pageSize, after, filter });
      const position = parsePosition(await reader.position);
      start ??= cursorAt(epoch, position);
      const last = rows.at(-1);
      parts.push({ type, lastId: hasNextPage ? last!.id : null, position });
      const events = rows.map((row) => presentIn(reader.rights, table, row, cursorAt(epoch, position)));
      return { events, next: hasNextPage ? cursorOf(last!) : null };
    });
  }

  return {
    async *pages() {
      for (const type of lists.keys()) {
        for (let after: string | null | undefined; after !== null; ) {
          const { events, next } = await readPage(type, after ?? null);
          after = next;
          yield events;
        }
      }
    },
    start: () => start!,
    hasTold({ type, id, xid }) {
      if (id === null) return false; // many records: whether they were told, nobody knows
      const part = parts.find((each) => each.type === type && (each.lastId === null || id <= each.lastId));
      return part !== undefined && isVisible(xid, part.position);
    },
  };
}

/** Stands before a snapshot, or behind it. */
export function markOf(kind: Extract<ChangeKind, 'SNAPSHOT' | 'READY'>, lists: Lists, cursor: string): ChangeEvent {
  const [name] = lists.keys();
  const table: Table = entities[name as EntityName];
  const at = new Date().toISOString();
  const nothing = { recordId: null, changedFields: [], before: null, after: null };
  return {
    id: `${kind.toLowerCase()}.${cursor}`,
    cursor,
    kind,
    transition: 'UPDATE',
    at,
    type: typeOf(table),
    table,
    ...nothing,
  };
}

/** Until READY all of it is to be told again: there is nothing yet to go on from. */
export const unfinished = (events: readonly ChangeEvent[]): ChangeEvent[] =>
  events.map((event) => ({ ...event, cursor: snapshotCursor }));
