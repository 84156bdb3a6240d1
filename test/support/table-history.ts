// A random life of a tag table beside a PostgreSQL that remembers everything: what was committed, by whom, and at which snapshot it
// was first seen. What the table says of an entry is compared with that.
import { covers, isVisible, meet, type Position, positionBefore } from '../../src/cache/position.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import type { Invalidation, Stamp, TagTable } from '../../src/cache/tag-table.ts';
import type { Random } from './random.ts';

export interface HistoryOptions {
  readonly random: Random;
  /** Steps of the history. */
  readonly steps: number;
  readonly tenants: number;
  /** Tags of each tenant; the lower, the hotter. */
  readonly tags: number;
  readonly tagsOfEntry: number;
  readonly tagsOfWrite: number;
  /** One write in so many stays open for long. */
  readonly longOnceIn: number;
  readonly resetOnceIn: number;
  readonly pruneOnceIn: number;
  /** Entries that are looked at, again and again. */
  readonly mostEntries: number;
  /** Passes between two steps. */
  tick(): void;
}

interface Write extends Invalidation {
  readonly tags: Float64Array;
  /** Steps until it ends. */
  left: number;
}

interface Kept {
  readonly stamp: Stamp;
  /** Where it was read: nothing changes that. */
  readonly readAt: Position;
}

/** What was asked of the table, and how it answered. */
export interface Tally {
  checks: number;
  valid: number;
  stale: number;
  /** True, and older than the floor. */
  belowFloor: number;
  /** True, not older than the floor, and yet refused. */
  needless: number;
}

/** Throws if the table calls an entry valid that is stale. */
export function live(table: TagTable, options: HistoryOptions): Tally {
  const { random, tenants, tags, longOnceIn } = options;
  const tally: Tally = { checks: 0, valid: 0, stale: 0, belowFloor: 0, needless: 0 };
  const running: Write[] = [];
  const committed: Write[] = [];
  const kept: Kept[] = [];
  let next = 1_000;
  let latest = 999;

  const snapshot = (): Position => {
    const xip = running.map(({ xid }) => xid).filter((xid) => xid <= latest);
    xip.sort((a, b) => a - b);
    return { xmin: xip[0] ?? latest + 1, xmax: latest + 1, xip };
  };
  const anyTags = (most: number, tenantId: string) => {
    const some = new Set<string>();
    // The minimum of two: half of all falls on a quarter of the tags.
    for (let left = 1 + random.below(most); left > 0; left--)
      some.add(`c.${Math.min(random.below(tags), random.below(tags))}`);
    return hashTags(tenantId, some);
  };
  const anyTenant = () => `tenant ${random.below(tenants)}`;

  function begin(): void {
    const tenantId = anyTenant();
    const xid = next++;
    const left = random.once(longOnceIn) ? 200 + random.below(2_000) : random.below(4);
    running.push({ tenantId, xid, tags: anyTags(options.tagsOfWrite, tenantId), cause: xid, left });
  }

  function endSome(): void {
    for (const write of [...running]) {
      if (write.left-- > 0) continue;
      running.splice(running.indexOf(write), 1);
      latest = Math.max(latest, write.xid);
      if (!random.once(8)) committed.push(write);
    }
  }

  function poll(): void {
    const [prev, position] = [table.position(), snapshot()];
    // Of what is older than this nothing can be new.
    const isNew = ({ xid }: Write) => xid >= prev.xmin && !isVisible(xid, prev);
    const invalidations = committed.filter(isNew);
    if (!table.apply({ epoch: 'e', prev, next: position, invalidations })) throw new Error('refused what follows');
  }

  function reset(): void {
    const position = snapshot();
    const floor = random.once(2) ? position : meet(positionBefore(next - random.below(next - 990)), position);
    const invalidations = committed.filter(({ xid }) => !isVisible(xid, floor));
    table.reset({ epoch: 'e', identity: 'i', floor, next: position, invalidations });
  }

  function read(): void {
    const tenantId = anyTenant();
    const position = snapshot();
    const stamp = { identity: 'i', tenantId, tags: anyTags(options.tagsOfEntry, tenantId), position, verified: -1 };
    kept.push({ stamp, readAt: position });
    if (kept.length > options.mostEntries) kept.splice(random.below(kept.length), 1);
  }

  function look({ stamp, readAt }: Kept): void {
    const known = table.position();
    const tagsRead = new Set(stamp.tags);
    const missed = committed.find(
      (write) =>
        write.xid >= readAt.xmin &&
        write.tenantId === stamp.tenantId &&
        isVisible(write.xid, known) &&
        !isVisible(write.xid, readAt) &&
        write.tags.some((tag) => tagsRead.has(tag)),
    );
    const isAboveFloor = covers(stamp.position, table.floor());
    const isValid = table.isValid(stamp);
    tally.checks++;
    if (isValid) tally.valid++;
    if (missed) tally.stale++;
    if (isValid && missed) throw new Error(`valid without ${missed.xid}, read at ${JSON.stringify(readAt)}`);
    if (!isValid && !missed) tally[isAboveFloor ? 'needless' : 'belowFloor']++;
  }

  reset();
  for (let step = 0; step < options.steps; step++) {
    options.tick();
    if (random.once(2)) begin();
    endSome();
    if (random.once(2)) poll();
    if (random.once(3)) read();
    if (random.once(options.pruneOnceIn)) table.prune();
    if (random.once(options.resetOnceIn)) reset();
    for (let looks = random.below(6); looks > 0 && kept.length > 0; looks--) look(random.pick(kept));
  }
  return tally;
}
