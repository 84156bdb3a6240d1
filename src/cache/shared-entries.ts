// L2 as the cache uses it: entries that other nodes have made, each judged by this node's own table before it is served.
// Invariant: whatever Redis does, it costs time and never an answer; and where it seldom has one, it costs little.
import { type Entry, etagOf, ownBytes, type Question } from './entry.ts';
import type { SharedStore } from './shared-store.ts';
import type { Sources } from './sources.ts';

export interface SharedEntries {
  /** An entry that `isServable`. Null: execute; of many nodes one is let through at once, the others after a short wait. */
  fetch(question: Question, isServable: (entry: Entry) => boolean): Promise<Entry | null>;
  /** Gives it to the other nodes, without waiting. */
  publish(entry: Entry): void;
  /** Lets another node try: what was found is not for sharing. */
  giveUp(question: Question): void;
}

/** How long, and how often, a node without the lease looks for the entry of the one that has it. */
const waitMs = 60;
const lookEveryMs = 10;

/**
 * A node that finds nothing in Redis, because it is the only one or always the first, asks for one miss in eight; the first
 * answer that it finds, or another node's lease, makes it ask for each of the next twenty or so.
 */
const leastChance = 0.02;
const weight = 1 / 32;
const askedOnceIn = 8;

/** What was made without a lease goes out together, as far as it is still true then: hot entries die young. */
const publishAfterMs = 25;
/** Entries that wait for it; beyond, they are left out. */
const mostWaiting = 1_000;

export function shareEntries({
  shared,
  sources,
  now,
}: {
  readonly shared: SharedStore;
  readonly sources: Sources;
  readonly now: () => number;
}): SharedEntries {
  const { table } = sources.first;
  /** Keys of which this node has the lease. */
  const leased = new Set<string>();
  const unpublished = new Map<string, { readonly epoch: string; readonly entry: Entry }>();
  /** How likely Redis helps, by what it did of late. */
  let chance = 0.5;
  let unasked = 0;

  const note = (isHelp: boolean) => {
    chance += weight * ((isHelp ? 1 : 0) - chance);
  };

  const isWorthAsking = () => chance >= leastChance || ++unasked % askedOnceIn === 0;

  async function lease(epoch: string, key: string): Promise<boolean> {
    const isOurs = await shared.lease(epoch, key);
    if (isOurs) leased.add(key);
    return isOurs;
  }

  function put(epoch: string, { stamp, body, etag, key, expiresMs }: Entry): void {
    const ttlMs = expiresMs - now();
    const { position, tags, parts } = stamp;
    void shared.put(epoch, key, { position, tags, ttlMs, body, etag, ...(parts && { parts }) });
  }

  function publishAll(): void {
    for (const { epoch, entry } of unpublished.values()) {
      if (epoch === table.epoch() && sources.isValid(entry.stamp)) put(epoch, entry);
    }
    unpublished.clear();
  }

  async function look(epoch: string, question: Question, isServable: (entry: Entry) => boolean): Promise<Entry | null> {
    const blob = await shared.get(epoch, question.key);
    const identity = table.identity();
    if (!blob || identity === null || table.epoch() !== epoch) return null;
    const madeMs = now();
    const entry: Entry = {
      key: question.key,
      stamp: {
        identity,
        tenantId: question.tenantId,
        tags: blob.tags,
        position: blob.position,
        verified: -1,
        parts: blob.parts,
      },
      body: ownBytes(blob.body),
      etag: blob.etag ?? etagOf(blob.body),
      madeMs,
      expiresMs: madeMs + blob.ttlMs,
      question,
      encoded: null,
      hits: 0,
      isOfReplica: false,
      replacedFor: null,
      bytes: 0,
      aliases: [],
    };
    return isServable(entry) ? entry : null;
  }

  return {
    async fetch({ tenantId, key, personalKey, name, operation, run }, isServable) {
      const epoch = table.epoch();
      if (epoch === null) return null;
      const question: Question = { tenantId, key, personalKey, name, operation, run };
      if (!isWorthAsking()) return null;
      const found = await look(epoch, question, isServable);
      note(found !== null);
      if (found) return found;
      for (const untilMs = now() + waitMs; now() < untilMs; ) {
        if (await lease(epoch, key)) return null;
        note(true);
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
        const made = await look(epoch, question, isServable);
        if (made) return made;
      }
      return null;
    },
    giveUp({ key }) {
      const epoch = table.epoch();
      if (leased.delete(key) && epoch !== null) void shared.release(epoch, key);
    },
    publish(entry) {
      const epoch = table.epoch();
      if (epoch === null) return;
      if (leased.delete(entry.key)) {
        put(epoch, entry);
        void shared.release(epoch, entry.key);
        return;
      }
      if (unpublished.size === 0) setTimeout(publishAll, publishAfterMs).unref();
      if (unpublished.size < mostWaiting) unpublished.set(entry.key, { epoch, entry });
    },
  };
}
