// The newest notes in order, each leading to the one before it of the same tenant: an entry that was checked a moment ago is
// compared with what came since, instead of being looked up tag by tag.
// Invariant: bounded memory, whatever is written: a ring, in which the newest note takes the place of the oldest.
import { isVisible, type Position } from './position.ts';

export interface Note {
  readonly tag: number;
  readonly xid: number;
  /** The step of the table that brought it. */
  readonly sequence: number;
  readonly cause: unknown;
}

/** What is compared with the notes: of a stamp. */
export interface Compared {
  readonly tags: Float64Array;
  readonly position: Position;
  readonly verified: number;
  readonly spares?: { readonly isSpared: (tag: number, cause: unknown) => boolean } | undefined;
}

export interface TagLog {
  /** The number of this note. `before`: that of the tenant's last one; -1: there is none. */
  add(note: Note, before: number): number;
  /**
   * Whether who reads at the stamp's position sees all notes on its tags of steps after `verified`, but for those that it spares;
   * `last` is the tenant's last note. Null: the log does not reach back so far, or there are more than `most` of them.
   */
  isSeenSince(stamp: Compared, last: number, most: number): boolean | null;
  /** The last note that makes the stamp invalid, among the newest. */
  findUnseen(stamp: Compared, last: number): Note | null;
}

/** Some thousand writes of all tenants: 3 MB. */
const mostNotes = 65_536;
/** Notes that are searched for a cause. */
const explained = 512;

export function createTagLog(): TagLog {
  // Parallel arrays: they are scanned on the hot path.
  const tagsNoted: number[] = [];
  const xids: number[] = [];
  const sequences: number[] = [];
  const causes: unknown[] = [];
  const befores: number[] = [];
  let added = 0;

  const isKept = (number: number) => number >= 0 && number >= added - mostNotes;

  return {
    add({ tag, xid, sequence, cause }, before) {
      const at = added % mostNotes;
      tagsNoted[at] = tag;
      xids[at] = xid;
      sequences[at] = sequence;
      causes[at] = cause;
      befores[at] = before;
      return added++;
    },
    isSeenSince({ verified, tags, position: at, spares }, last, most) {
      let left = most;
      let end = last;
      for (; isKept(end) && sequences[end % mostNotes]! > verified; end = befores[end % mostNotes]!) {
        if (--left < 0) return null;
      }
      if (!isKept(end) && end !== -1) return null;
      for (let number = last; number !== end; number = befores[number % mostNotes]!) {
        const index = number % mostNotes;
        const tag = tagsNoted[index]!;
        if (!has(tags, tag) || isVisible(xids[index]!, at) || spares?.isSpared(tag, causes[index])) continue;
        return false;
      }
      return true;
    },
    findUnseen({ tags, position: at, spares }, last) {
      let number = last;
      for (let left = explained; left > 0 && isKept(number); left--) {
        const index = number % mostNotes;
        const [tag, xid] = [tagsNoted[index]!, xids[index]!];
        if (has(tags, tag) && !isVisible(xid, at) && !spares?.isSpared(tag, causes[index]))
          return { tag, xid, sequence: sequences[index]!, cause: causes[index] };
        number = befores[index]!;
      }
      return null;
    },
  };
}

/** `tags` rise. */
function has(tags: Float64Array, tag: number): boolean {
  let low = 0;
  let high = tags.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = tags[middle]!;
    if (found === tag) return true;
    if (found < tag) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
