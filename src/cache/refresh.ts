// Refresh-ahead: entries that are asked for often are made again as soon as a frame makes them invalid, so that readers seldom
// wait for it. A hot key is answered again before its crowd comes back.
// Invariant: bounded work: what is refreshed must be asked for again before it is refreshed once more.
import type { Entry } from './entry.ts';
import type { Invalidation } from './tag-table.ts';

export interface Refresher {
  /** An entry that was asked for a few times since it was made. */
  heat(entry: Entry): void;
  /** Call after each step of the tag table, with what it brought; null: any entry may have become invalid. */
  step(invalidations: readonly Invalidation[] | null): void;
  counts(): { readonly refreshed: number; readonly failed: number; readonly hot: number };
}

export interface RefresherOptions {
  readonly isValid: (entry: Entry) => boolean;
  readonly refresh: (entry: Entry) => Promise<unknown>;
  /** Entries watched, by all of their tags: 0.1 KB each of these. @default 256 */
  readonly mostHot?: number;
  /** Executions at once: the rest of the database's time is for those who wait. @default 2 */
  readonly mostAtOnce?: number;
}

export function createRefresher({ isValid, refresh, mostHot = 256, mostAtOnce = 2 }: RefresherOptions): Refresher {
  const hot = new Set<Entry>();
  const byTag = new Map<number, Set<Entry>>();
  const waiting: Entry[] = [];
  let running = 0;
  let refreshed = 0;
  let failed = 0;

  async function run(): Promise<void> {
    running++;
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      try {
        await refresh(entry);
        refreshed++;
      } catch {
        failed++; // the next reader gets the error, if there is still one
      }
    }
    running--;
  }

  function watch(entry: Entry): void {
    hot.add(entry);
    for (const tag of allTags(entry)) {
      const entries = byTag.get(tag);
      if (entries) entries.add(entry);
      else byTag.set(tag, new Set([entry]));
    }
  }

  function unwatch(entry: Entry): void {
    hot.delete(entry);
    for (const tag of allTags(entry)) {
      const entries = byTag.get(tag)!;
      entries.delete(entry);
      if (entries.size === 0) byTag.delete(tag);
    }
  }

  /** Entries that a step may have made invalid. Asking all of them after each was a tenth of a busy node's time. */
  function touchedBy(invalidations: readonly Invalidation[] | null): Set<Entry> {
    const touched = new Set<Entry>();
    for (const { tags } of invalidations ?? []) {
      for (const tag of tags) for (const entry of byTag.get(tag) ?? []) touched.add(entry);
    }
    return invalidations ? touched : new Set(hot);
  }

  return {
    heat(entry) {
      if (hot.has(entry)) return;
      if (hot.size >= mostHot) unwatch(hot.values().next().value!);
      watch(entry);
    },
    step(invalidations) {
      for (const entry of touchedBy(invalidations)) {
        if (isValid(entry)) continue;
        unwatch(entry);
        if (waiting.length < mostHot) waiting.push(entry);
      }
      while (running < mostAtOnce && waiting.length > 0) void run();
    },
    counts: () => ({ refreshed, failed, hot: hot.size }),
  };
}

/** Of all of its sources. Tags of different ones may be the same number, which costs a needless look at the entry. */
function allTags({ stamp: { tags, parts } }: Entry): Iterable<number> {
  return parts === undefined ? tags : new Set([tags, ...parts.map((part) => part.tags)].flatMap((each) => [...each]));
}
