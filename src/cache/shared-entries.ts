// L2 as the cache uses it: entries that other nodes have made, each judged by this node's own table before it is served.
// Invariant: whatever Redis does, it costs time and never an answer.
import { type Entry, etagOf, type Question } from './entry.ts';
import type { SharedStore } from './shared-store.ts';
import type { TagTable } from './tag-table.ts';

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

export function shareEntries({
  shared,
  table,
  now,
}: {
  readonly shared: SharedStore;
  readonly table: TagTable;
  readonly now: () => number;
}): SharedEntries {
  async function look(epoch: string, question: Question, isServable: (entry: Entry) => boolean): Promise<Entry | null> {
    const blob = await shared.get(epoch, question.key);
    const identity = table.identity();
    if (!blob || identity === null || table.epoch() !== epoch) return null;
    const madeMs = now();
    const entry: Entry = {
      key: question.key,
      stamp: { identity, tenantId: question.tenantId, tags: blob.tags, position: blob.position, verified: -1 },
      body: blob.body,
      etag: blob.etag ?? etagOf(blob.body),
      madeMs,
      expiresMs: madeMs + blob.ttlMs,
      question,
      encoded: null,
      hits: 0,
      replacedFor: null,
      bytes: 0,
      aliases: [],
    };
    return isServable(entry) ? entry : null;
  }

  return {
    async fetch({ tenantId, key, personalKey, run }, isServable) {
      const epoch = table.epoch();
      if (epoch === null) return null;
      const question: Question = { tenantId, key, personalKey, run };
      const found = await look(epoch, question, isServable);
      if (found) return found;
      for (const untilMs = now() + waitMs; now() < untilMs; ) {
        if (await shared.lease(epoch, key)) return null;
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
        const made = await look(epoch, question, isServable);
        if (made) return made;
      }
      return null;
    },
    giveUp({ key }) {
      const epoch = table.epoch();
      if (epoch !== null) void shared.release(epoch, key);
    },
    publish(entry) {
      const epoch = table.epoch();
      if (epoch === null) return;
      const { stamp, body, etag, key } = entry;
      const ttlMs = entry.expiresMs - now();
      void shared
        .put(epoch, key, { position: stamp.position, tags: stamp.tags, ttlMs, body, etag })
        .then(() => shared.release(epoch, key));
    },
  };
}
