// What the relay of the model sends: the difference of two snapshots as a frame, or a reset with any floor that is allowed.
import { type Position, positionBefore, printPosition } from '../../src/cache/position.ts';
import { contentOf, type Database, epochOf, identityOf, snapshot } from './model-postgres.ts';
import type { Fault, Sent } from './model-state.ts';
import type { Variant } from './model-table.ts';

export const tagsOf = (bits: number): number[] => [1, 2, 4].filter((bit) => bits & bit);

/** `after`: where the follower stands; null: nowhere. */
export type Relay = (
  database: Database,
  after: { readonly epoch: string; readonly position: Position } | null,
  isForced?: boolean,
) => Sent[];

export function createModelRelay(transactions: readonly number[], { meet }: Variant, fault?: Fault): Relay {
  function invalidations(database: Database, isUnseen: (xid: number) => boolean) {
    return transactions.flatMap((touches, index) => {
      const xid = database.xids[index]!;
      const isThere = touches > 0 && database.fates[index] === 'committed' && xid >= database.retainedFrom;
      return isThere && isUnseen(xid) ? [{ tenantId: 't', xid, tags: tagsOf(touches), cause: index }] : [];
    });
  }

  /** Whether something was dropped that may be unseen at `prev`. What ran then and still runs was not dropped. */
  function isHole({ retainedFrom }: Database, prev: Position, next: Position): boolean {
    if (fault === 'what was dropped is not missed') return false;
    return retainedFrom > prev.xmax || prev.xip.some((xid) => xid < retainedFrom && !next.xip.includes(xid));
  }

  function frame(database: Database, prev: Position): Sent {
    const next = snapshot(database);
    const epoch = epochOf(database);
    const ran = fault === 'frames leave out what ran at the last poll' ? [] : prev.xip;
    const changes = invalidations(database, (xid) => xid >= prev.xmax || ran.includes(xid));
    const key = `${epoch} ${printPosition(prev)} ${printPosition(next)} ${changes.map(({ cause, xid }) => `${cause}:${xid}`)}`;
    return { step: { kind: 'frame', key, epoch, prev, next, invalidations: changes }, knows: contentOf(database) };
  }

  function reset(database: Database, floor: Position): Sent {
    const next = snapshot(database);
    const epoch = epochOf(database);
    const identity = identityOf(database);
    const changes = invalidations(database, (xid) => xid >= floor.xmax || floor.xip.includes(xid));
    const key = `${epoch} from ${printPosition(floor)} ${printPosition(next)} ${changes.map(({ cause, xid }) => `${cause}:${xid}`)}`;
    const step = { kind: 'reset' as const, key, epoch, identity, floor, next, invalidations: changes };
    return { step, knows: contentOf(database) };
  }

  return (database, after, isForced = false) => {
    const next = snapshot(database);
    const isSameEpoch = after?.epoch === epochOf(database);
    if (isSameEpoch && !isForced && !isHole(database, after.position, next)) return [frame(database, after.position)];
    // What began the epoch is told by no change: who did not see it must be below any floor.
    const start = fault === 'floors go below what began the epoch' ? 0 : database.bumpXid;
    const kept = database.xids.filter((xid) => xid > 0 && xid >= database.retainedFrom);
    const lowest = kept.filter((xid) => xid > start && xid < next.xmax);
    const befores = [...new Set(lowest)].map(positionBefore);
    const floors = fault === 'floors leave out what runs' ? befores : befores.map((floor) => meet(floor, next));
    return [next, ...floors].map((floor) => reset(database, floor));
  };
}
