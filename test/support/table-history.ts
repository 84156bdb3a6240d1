// A random life of a tag table beside a PostgreSQL that remembers everything: what was committed, and where each entry was read.
// What the table says of an entry is compared with that: it may never call a stale one valid, and seldom a true one invalid.

import { covers, isVisible, meet, type Position, positionBefore } from '../../src/cache/position.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import type { createTagTable, Invalidation, Stamp } from '../../src/cache/tag-table.ts';
import type { Random } from './random.ts';

export interface HistoryOptions {
  readonly random: Random;
  readonly steps: number;
  readonly tenants: number;
  /** Of each tenant. The lower ones are hotter. */
  readonly tags: number;
  readonly mostTagsOfEntry: number;
  readonly mostTagsOfWrite: number;
  /** One write in so many stays open for hundreds of steps. */
  readonly longOnceIn: number;
  readonly resetOnceIn: number;
  readonly pruneOnceIn: number;
  /** Entries that are asked for, again and again. */
  readonly mostEntries: number;
  /** In steps. */
  readonly keptFor: number;
  readonly mostTags: number;
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
  /** The step in which it was read, or last found valid. */
  askedAt: number;
}

/** How often the table was asked, and what was so. */
export interface Tally {
  checks: number;
  stale: number;
  /** True, and older than the floor. */
  belowFloor: number;
  /** True, not older than the floor, and refused; of entries that spare nothing, for what is spared may be forgotten. */
  needless: number;
  /** Valid though its tags were touched, because it spares what touched them. */
  spared: number;
}

/** Throws if an entry is called valid that is stale, or called too old that was asked for lately. */
export function live(create: typeof createTagTable, options: HistoryOptions): Tally {
  const { random, keptFor, mostTags } = options;
  let step = 0;
  const table = create({ keptForMs: keptFor, mostTags, now: () => step });
  const tally: Tally = { checks: 0, stale: 0, belowFloor: 0, needless: 0, spared: 0 };
  const running: Write[] = [];
  const unpolled: Write[] = [];
  const committed: Write[] = [];
  const byTag = new Map<number, Write[]>();
  const entries: Kept[] = [];
  let nextXid = 1_000;
  let latestXid = 999;
  let resetAt = 0;

  function snapshot(): Position {
    const xmax = latestXid + 1;
    const xip = running.map(({ xid }) => xid).filter((xid) => xid < xmax);
    return { xmin: xip[0] ?? xmax, xmax, xip };
  }

  const anyTenant = () => `tenant ${random.below(options.tenants)}`;

  function anyTags(most: number, tenantId: string): Float64Array {
    const some = new Set<string>();
    for (let left = 1 + random.below(most); left > 0; left--) {
      some.add(`c.deal~${Math.min(random.below(options.tags), random.below(options.tags))}`);
    }
    return hashTags(tenantId, some);
  }

  function begin(): void {
    const tenantId = anyTenant();
    const xid = nextXid++;
    const left = random.once(options.longOnceIn) ? 200 + random.below(options.steps / 2) : random.below(4);
    running.push({ tenantId, xid, tags: anyTags(options.mostTagsOfWrite, tenantId), cause: xid, left });
  }

  function end(write: Write): void {
    running.splice(running.indexOf(write), 1);
    latestXid = Math.max(latestXid, write.xid);
    if (random.once(8)) return; // rolled back
    committed.push(write);
    unpolled.push(write);
    for (const tag of write.tags) {
      const writes = byTag.get(tag);
      if (writes) writes.push(write);
      else byTag.set(tag, [write]);
    }
  }

  function poll(): void {
    const frame = { epoch: 'e', prev: table.position(), next: snapshot(), invalidations: unpolled.splice(0) };
    if (!table.apply(frame)) throw new Error('refused a frame that begins where the table stands');
  }

  function reset(): void {
    const next = snapshot();
    const floor = random.once(2) ? next : meet(positionBefore(nextXid - random.below(nextXid - 990)), next);
    const invalidations = committed.filter(({ xid }) => !isVisible(xid, floor));
    table.reset({ epoch: 'e', identity: 'i', floor, next, invalidations });
    unpolled.length = 0;
    resetAt = step;
  }

  function read(): void {
    const tenantId = anyTenant();
    const readAt = snapshot();
    const tags = anyTags(options.mostTagsOfEntry, tenantId);
    const salt = random.below(1_000);
    const isSpared = (tag: number, cause: unknown) => ((tag % 1_000) + salt + (cause as number)) % 3 > 0;
    const spares = random.once(3) ? { isSpared, bytes: 0 } : undefined;
    entries.push({
      stamp: { identity: 'i', tenantId, tags, spares, position: readAt, verified: -1 },
      readAt,
      askedAt: step,
    });
    if (entries.length > options.mostEntries) entries.splice(random.below(entries.length), 1);
  }

  function ask(entry: Kept): void {
    const { stamp, readAt, askedAt } = entry;
    const known = table.position();
    const isUnseen = ({ xid }: Write) => xid >= readAt.xmin && isVisible(xid, known) && !isVisible(xid, readAt);
    const unseen = [...stamp.tags].filter((tag) => byTag.get(tag)?.some(isUnseen));
    const isMissed = (tag: number, write: Write) => isUnseen(write) && !stamp.spares?.isSpared(tag, write.cause);
    const missed = unseen.some((tag) => byTag.get(tag)?.some((write) => isMissed(tag, write)));
    const isAboveFloor = covers(stamp.position, table.floor());
    const isValid = table.isValid(stamp);
    tally.checks++;
    if (missed) tally.stale++;
    if (isValid && missed) throw new Error(`valid, and stale since ${JSON.stringify(readAt)}`);
    if (isValid && unseen.length > 0) tally.spared++;
    if (isValid) entry.askedAt = step;
    else if (!missed) {
      if (!isAboveFloor) tally.belowFloor++;
      else if (unseen.length === 0) tally.needless++;
      const isForgottenEarly = askedAt > resetAt && step - askedAt < keptFor && mostTags === Number.POSITIVE_INFINITY;
      if (!isAboveFloor && isForgottenEarly) throw new Error(`forgotten after ${step - askedAt} of ${keptFor} steps`);
    }
    if (!isValid && random.once(2)) entries.splice(entries.indexOf(entry), 1);
  }

  reset();
  for (step = 1; step <= options.steps; step++) {
    if (random.once(2)) begin();
    for (const write of [...running]) if (write.left-- <= 0) end(write);
    if (random.once(2)) poll();
    if (random.once(3)) read();
    if (random.once(options.pruneOnceIn)) table.prune();
    if (random.once(options.resetOnceIn)) reset();
    for (let asked = random.below(6); asked > 0 && entries.length > 0; asked--) ask(random.pick(entries));
  }
  return tally;
}
