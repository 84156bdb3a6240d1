// The feed from a cursor to a position, for those who come back: read page by page, as fast as it is taken.
// Invariant: it ends at exactly the position that was asked for, where the live feed goes on.

import { rightsOf } from '../auth/rights.ts';
import type { Position } from '../cache/position.ts';
import type { Pool } from '../db/pool.ts';
import { read } from '../db/transaction.ts';
import type { Cursor } from './cursor.ts';
import { type ChangeEvent, toldOf } from './event.ts';
import { changesAfter, checkReach, standingOf } from './feed.ts';
import type { Asked } from './group.ts';
import { eventsFor, sightOf, typesFor } from './rights.ts';

const pageSize = 500;
/** Pages that are read at once: after a restart everybody comes back, and queries need connections too. */
const mostAtOnce = 2;

export type Replay = (asked: Asked, from: Cursor, upTo: Position) => AsyncGenerator<ChangeEvent[]>;

export function createReplay(pool: Pool): Replay {
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

  return async function* replay(asked, from, upTo) {
    const { viewer, lists } = asked;
    const rights = rightsOf(viewer);
    const types = typesFor(rights, lists);
    let cursor = from;
    for (let hasMore = true; hasMore; ) {
      const page = await inTurn(() =>
        read(
          pool,
          viewer.tenantId,
          async (reader) => {
            const at = cursor;
            checkReach(at, await standingOf(reader), upTo);
            const sight = await sightOf(reader);
            return { ...(await changesAfter(reader, at, upTo, types, pageSize)), sight };
          },
          rights,
        ),
      );
      cursor = page.end;
      hasMore = page.hasMore;
      const told = page.changes.flatMap(({ row, cursor, previous }) => toldOf(row, cursor, previous) ?? []);
      yield told.flatMap((change) => eventsFor(page.sight, lists, change));
    }
  };
}
