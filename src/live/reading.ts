// What is read of the database for single subscribers: the feed from a cursor to a position, for those who come back, page by page and as
// fast as it is taken; and lists as they stand.
// Invariant: a replay ends at exactly the position that was asked for, where the live feed goes on.

import { rightsOf } from '../auth/rights.ts';
import type { Position } from '../cache/position.ts';
import type { CommittedChange } from '../changes/frame.ts';
import type { Pool } from '../db/pool.ts';
import { read } from '../db/transaction.ts';
import type { Cursor } from './cursor.ts';
import { type ChangeEvent, toldOf } from './event.ts';
import { changesAfter, checkReach, standingOf } from './feed.ts';
import type { Asked } from './group.ts';
import { eventsFor, sightOf, typesFor } from './rights.ts';
import { createSnapshot, type ReadAs, type Snapshot } from './snapshot.ts';

const pageSize = 500;
/** Pages that are read at once: after a restart everybody comes back, and queries need connections too. */
const mostAtOnce = 2;

export interface Reading {
  /** `hasTold`: what is left out. */
  replay(
    asked: Asked,
    from: Cursor,
    upTo: Position,
    hasTold?: (row: CommittedChange) => boolean,
  ): AsyncGenerator<ChangeEvent[]>;
  /** The list as it stands. */
  snapshot(asked: Asked): Snapshot;
}

export function createReading(pool: Pool): Reading {
  let underWay = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (underWay >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    underWay++;
    try {
      return await work();
    } finally {
      underWay--;
      waiting.shift()?.();
    }
  }

  const readAs =
    ({ viewer }: Asked): ReadAs =>
    (work) =>
      inTurn(() => read(pool, viewer.tenantId, work, rightsOf(viewer)));

  return {
    async *replay(asked, from, upTo, hasTold = () => false) {
      const { viewer, lists } = asked;
      const types = typesFor(rightsOf(viewer), lists);
      let cursor = from;
      for (let hasMore = true; hasMore; ) {
        const page = await readAs(asked)(async (reader) => {
          const at = cursor;
          checkReach(at, await standingOf(reader), upTo);
          const sight = await sightOf(reader);
          return { ...(await changesAfter(reader, at, upTo, types, pageSize)), sight };
        });
        cursor = page.end;
        hasMore = page.hasMore;
        const told = page.changes.flatMap(({ row, cursor, previous }) =>
          hasTold(row) ? [] : (toldOf(row, cursor, previous) ?? []),
        );
        yield told.flatMap((change) => eventsFor(page.sight, lists, change));
      }
    },
    snapshot: (asked) => createSnapshot(asked.lists, readAs(asked)),
  };
}
