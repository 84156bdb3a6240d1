// What this node knows of recent changes, and whether something read is still true: docs/coherence.md §9, the core of the cache.
// Invariant: a stamp that is valid holds every transaction that is visible at `position` and touched one of its tags.
import { covers, isSame, type Position } from './position.ts';
import { createTagLog, type Note } from './tag-log.ts';
import { createNotes, type Notes } from './tag-notes.ts';

/** Where something was read and what it depends on. Whatever is kept carries one; the table alone changes it. */
export interface Stamp {
  /** The database and its history: positions of others mean nothing here. */
  readonly identity: string;
  readonly tenantId: string;
  /** Hashed and rising. */
  readonly tags: Float64Array;
  /** What the tags are too coarse for: changes that have one of them and still leave this as it is. */
  readonly spares?: Spares | undefined;
  position: Position;
  /** The step of the table after which it was last found valid; -1: never. */
  verified: number;
  /** What else it was read from. */
  readonly parts?: readonly Part[] | undefined;
}

/** Of an answer that was put together from several sources: what it takes from one beside the first. Judged by that one's table. */
export interface Part extends Stamp {
  readonly source: string;
}

export interface Spares {
  /** True only if a change by this `cause`, met by this tag, certainly makes no difference. */
  readonly isSpared: (tag: number, cause: unknown) => boolean;
  /** What it holds in memory. */
  readonly bytes: number;
}

/** One transaction's effect on one tenant. `cause` is what it did: for people, and for what a stamp `spares`. */
export interface Invalidation {
  readonly tenantId: string;
  readonly xid: number;
  readonly tags: Float64Array | readonly number[];
  readonly cause: unknown;
}

export interface TableFrame {
  readonly epoch: string;
  readonly prev: Position;
  readonly next: Position;
  readonly invalidations: readonly Invalidation[];
}

export interface TableReset {
  readonly epoch: string;
  readonly identity: string;
  readonly floor: Position;
  readonly next: Position;
  readonly invalidations: readonly Invalidation[];
}

/** What a table is fed with. */
export type TableStep = ({ readonly kind: 'frame' } & TableFrame) | ({ readonly kind: 'reset' } & TableReset);

export interface TagTable {
  /** False if the frame does not begin where the table stands, or is of another epoch: then only a reset helps. */
  apply(frame: TableFrame): boolean;
  reset(reset: TableReset): void;
  /** True as of `position()`; then the stamp says so. */
  isValid(stamp: Stamp): boolean;
  /** The latest noted change that makes the stamp invalid, if it is still known. */
  causeOf(stamp: Stamp): Note | null;
  /** Forgets what was noted more than `keptForMs` ago, or more if the table is too large. Call every minute or so. */
  prune(): void;
  /** Null before the first reset. */
  epoch(): string | null;
  identity(): string | null;
  position(): Position;
  floor(): Position;
  /** Rises with each step. */
  sequence(): number;
  /** Noted tags. */
  size(): number;
}

/** The notes of a part of the time that the table goes back. They are forgotten together, which costs nothing. */
interface Generation {
  readonly notes: Notes;
  /** Where the table stood when it began: all that was noted before is seen from here. */
  readonly from: Position;
  /** The step after which it began. */
  readonly sequence: number;
  readonly beganMs: number;
}

export interface TagTableOptions {
  /** How far back the table goes, at least: an entry that nobody asked for in this time is a miss. @default 15 min */
  readonly keptForMs?: number;
  /** Notes above which the floor rises early; 32 to 64 bytes each. @default 1,000,000 */
  readonly mostTags?: number;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Parts of the time, and of the notes, that go at once. With more of them an old entry is looked up more often. */
const parts = 4;
/** Notes that a stamp is compared with before it is given up: 200 µs or so, a third of making a small answer again. */
const mostCompared = 4_096;
const start: Position = { xmin: 0, xmax: 0, xip: [] };

export function createTagTable({
  keptForMs = 15 * 60_000,
  mostTags = 1_000_000,
  now = () => performance.now(),
}: TagTableOptions = {}): TagTable {
  let epoch: string | null = null;
  let identity: string | null = null;
  let position = start;
  let sequence = 0;
  /** The youngest first. The floor is where the oldest began. */
  let generations = [createGeneration(start)];
  let log = createTagLog();
  /** The last step that touched each tenant, and the number of its last note in the log. */
  const tenants = new Map<string, { sequence: number; last: number }>();

  function createGeneration(from: Position): Generation {
    return { notes: createNotes(), from, sequence, beganMs: now() };
  }

  const oldest = () => generations.at(-1)!;
  const size = () => generations.reduce((sum, { notes }) => sum + notes.size(), 0);

  function dropOldest(): void {
    generations.pop();
    const { sequence: last } = oldest();
    for (const [tenantId, tenant] of tenants) if (tenant.sequence <= last) tenants.delete(tenantId);
  }

  function note(invalidations: readonly Invalidation[]): void {
    const { notes } = generations[0]!;
    for (const { tenantId, xid, tags, cause } of invalidations) {
      let tenant = tenants.get(tenantId);
      if (!tenant) {
        tenant = { sequence, last: -1 };
        tenants.set(tenantId, tenant);
      }
      tenant.sequence = sequence;
      for (const tag of tags) {
        notes.add(tag, xid, position);
        tenant.last = log.add({ tag, xid, sequence, cause }, tenant.last);
      }
    }
    if (notes.size() >= mostTags / parts) generations.unshift(createGeneration(position));
    while (size() > mostTags) dropOldest();
  }

  /** Whether the stamp holds all that was noted before: one that was checked since then was restamped, or read, above `from`. */
  function isSince(stamp: Stamp, { from, sequence: before }: Generation): boolean {
    return stamp.verified >= before || covers(stamp.position, from);
  }

  function isUntouched(stamp: Stamp, last: number): boolean {
    const { tags, spares } = stamp;
    // A look-up costs about as much as four comparisons of a binary search.
    const isSeen = log.isSeenSince(stamp, last, (4 * tags.length) / Math.log2(tags.length + 2));
    if (isSeen !== null) return isSeen;
    // The notes know no causes: what a stamp spares can only be told from the log, as far as that goes back.
    return isSeenInNotes(stamp) || (spares !== undefined && log.isSeenSince(stamp, last, mostCompared) === true);
  }

  function isSeenInNotes(stamp: Stamp): boolean {
    const { tags, position: at } = stamp;
    for (const generation of generations) {
      for (const tag of tags) if (!generation.notes.isSeen(tag, at)) return false;
      if (isSince(stamp, generation)) break;
    }
    return true;
  }

  return {
    apply(frame) {
      if (frame.epoch !== epoch || !isSame(frame.prev, position)) return false;
      position = frame.next;
      if (frame.invalidations.length > 0) {
        sequence++;
        note(frame.invalidations);
      }
      return true;
    },
    reset(reset) {
      // Another epoch: what was read before it may lack what no change tells of, so the floor is now, whatever the changes allow.
      const floor = epoch === null || epoch === reset.epoch ? reset.floor : reset.next;
      ({ epoch, identity } = reset);
      position = reset.next;
      sequence++;
      generations = [createGeneration(floor)];
      log = createTagLog();
      tenants.clear();
      note(reset.invalidations);
    },
    isValid(stamp) {
      if (stamp.verified !== sequence) {
        if (stamp.identity !== identity || !isSince(stamp, oldest())) return false;
        const tenant = tenants.get(stamp.tenantId);
        if (tenant && tenant.sequence > stamp.verified && !isUntouched(stamp, tenant.last)) return false;
        stamp.verified = sequence;
      }
      if (stamp.position !== position && covers(position, stamp.position)) stamp.position = position;
      return true;
    },
    causeOf(stamp) {
      const tenant = tenants.get(stamp.tenantId);
      return tenant ? log.findUnseen(stamp, tenant.last) : null;
    },
    prune() {
      const nowMs = now();
      if (nowMs - generations[0]!.beganMs >= keptForMs / parts) generations.unshift(createGeneration(position));
      while (generations.length > 1 && generations.at(-2)!.beganMs <= nowMs - keptForMs) dropOldest();
    },
    epoch: () => epoch,
    identity: () => identity,
    position: () => position,
    floor: () => oldest().from,
    sequence: () => sequence,
    size,
  };
}
