// For each tag the transactions that touched it: a hash table in flat memory, which grows and is then thrown away as a whole.
// (A Map of a million numbers is slower to ask, and to take the old ones out of it stops the process for a third of a second.)
// Invariant: a reader of whom `isSeen` is true sees every transaction that was added for the tag.
import { covers, isVisible, type Position } from './position.ts';

export interface Notes {
  /** `position`: who reads there sees this transaction, and all that were added before it. */
  add(tag: number, xid: number, position: Position): void;
  isSeen(tag: number, at: Position): boolean;
  /** Tags. */
  size(): number;
}

/** The transactions of a tag that was touched more than once: those that `seen` sees, and those that came later. */
interface Several {
  seen: Position | null;
  xids: number[];
}

/**
 * With more, a position stands for them, and who read just before the poll that brought the last of them is refused in vain.
 * (Not the highest of them: then nobody would be served who reads while an older transaction runs, be it for an hour.)
 */
const mostXids = 32;
const firstSlots = 1024;

export function createNotes(): Notes {
  // Open addressing, half full at most: 32 to 64 bytes a tag. A slot is a tag and its transaction; instead of that -1, -2 … for
  // one of `several`, or 0 if the slot is empty.
  let cells = new Float64Array(2 * firstSlots);
  const several: Several[] = [];
  let size = 0;

  /** Where the transaction of the tag is, or belongs. */
  function cellOf(tag: number): number {
    const mask = cells.length - 1;
    let at = (2 * tag) & mask;
    while (cells[at] !== tag && cells[at + 1] !== 0) at = (at + 2) & mask;
    return at + 1;
  }

  function put(tag: number, value: number): void {
    const cell = cellOf(tag);
    cells[cell - 1] = tag;
    cells[cell] = value;
  }

  function grow(): void {
    const old = cells;
    cells = new Float64Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) put(old[at]!, old[at + 1]!);
  }

  return {
    add(tag, xid, position) {
      const known = cells[cellOf(tag)]!;
      if (known === xid) return;
      if (known === 0) {
        if (4 * ++size > cells.length) grow();
        put(tag, xid);
      } else if (known > 0) {
        put(tag, -several.push({ seen: null, xids: [known, xid] }));
      } else {
        const noted = several[-known - 1]!;
        if (noted.xids.includes(xid) || noted.xids.push(xid) <= mostXids) return;
        noted.seen = position;
        noted.xids = [];
      }
    },
    isSeen(tag, at) {
      const known = cells[cellOf(tag)]!;
      if (known >= 0) return known === 0 || isVisible(known, at);
      const { seen, xids } = several[-known - 1]!;
      return (seen === null || covers(at, seen)) && xids.every((xid) => isVisible(xid, at));
    },
    size: () => size,
  };
}
