// L1: entries in this process, bounded by their bytes; the least recently used goes first. (lru-cache cannot count bytes that an
// entry gains while it is kept: its compressed bodies and aliases.)
// Invariant: an alias leads to an entry that is kept; both go together.
import { LRUCache } from 'lru-cache';
import type { Entry } from './entry.ts';

export interface Store {
  get(key: string): Entry | undefined;
  /** By the text of a request. Does not count as use: call `touch`. */
  byAlias(alias: string): Entry | undefined;
  touch(entry: Entry): void;
  /** False if it is too large, or the store is full and nobody has asked for its key lately. */
  set(entry: Entry): boolean;
  addAlias(entry: Entry, alias: string): void;
  /** Counts bytes that were added to the entry. */
  resize(entry: Entry): void;
  delete(entry: Entry): void;
  clear(): void;
  entries(): IterableIterator<Entry>;
  bytes(): number;
  count(): number;
  /** Lately, because its memory was needed. */
  wasEvicted(key: string): boolean;
  readonly largestBodyBytes: number;
}

export interface StoreOptions {
  /** @default 128 MB */
  readonly mostBytes?: number;
  /** Larger bodies are not kept. @default 512 KB */
  readonly largestBodyBytes?: number;
}

/** What an entry takes beside its bodies, tags and texts: measured with 100,000 small ones. */
const overheadBytes = 1000;
const overheadOfPart = 300;
/** Spellings of one question that each lead to it at once; clients that send more of them are slower, not wrong. */
const mostAliases = 4;
/** Longer requests are found by their key only. */
const longestAlias = 16_384;
/** Keys remembered of those that were not admitted, twice over. */
const rememberedKeys = 20_000;
/** Keys remembered of those that went, for who asks why. */
const mostEvicted = 10_000;
/** Below this share of its bytes the store takes everything. */
const openShare = 0.8;

export function createStore({
  mostBytes = 128 * 1024 * 1024,
  largestBodyBytes = 512 * 1024,
}: StoreOptions = {}): Store {
  const aliases = new Map<string, Entry>();
  /** A Map keeps the order in which keys were added: the first is the least recently used. */
  const kept = new Map<string, Entry>();
  let bytes = 0;
  // Doorkeeper (Einziger and others, TinyLFU): two generations of keys that were asked once, so that a crowd of questions
  // that nobody repeats does not push out those that are.
  let newcomers = new Set<string>();
  let earlier = new Set<string>();
  const evicted = new LRUCache<string, true>({ max: mostEvicted });

  function remove(entry: Entry): void {
    if (kept.get(entry.key) !== entry) return;
    kept.delete(entry.key);
    bytes -= entry.bytes;
    for (const alias of entry.aliases) if (aliases.get(alias) === entry) aliases.delete(alias);
    entry.aliases.length = 0;
  }

  function resize(entry: Entry): void {
    if (kept.get(entry.key) !== entry) return;
    const before = entry.bytes;
    entry.bytes = bytesOf(entry);
    bytes += entry.bytes - before;
    for (const oldest of kept.values()) {
      if (bytes <= mostBytes) return;
      remove(oldest);
      evicted.set(oldest.key, true);
    }
  }

  function isAdmitted(key: string): boolean {
    if (bytes < openShare * mostBytes || kept.has(key)) return true;
    if (newcomers.has(key) || earlier.has(key)) return true;
    newcomers.add(key);
    if (newcomers.size >= rememberedKeys) {
      earlier = newcomers;
      newcomers = new Set();
    }
    return false;
  }

  return {
    get: (key) => kept.get(key),
    byAlias: (alias) => aliases.get(alias),
    touch(entry) {
      if (kept.get(entry.key) !== entry) return;
      kept.delete(entry.key);
      kept.set(entry.key, entry);
    },
    set(entry) {
      if (entry.body.length > largestBodyBytes || !isAdmitted(entry.key)) return false;
      const before = kept.get(entry.key);
      const inherited = before ? [...before.aliases] : [];
      if (before) remove(before);
      for (const alias of inherited) aliases.set(alias, entry);
      entry.aliases.push(...inherited);
      kept.set(entry.key, entry);
      entry.bytes = 0;
      resize(entry);
      return true;
    },
    addAlias(entry, alias) {
      if (alias.length > longestAlias || aliases.get(alias) === entry || kept.get(entry.key) !== entry) return;
      if (entry.aliases.length >= mostAliases) aliases.delete(entry.aliases.shift()!);
      entry.aliases.push(alias);
      aliases.set(alias, entry);
      resize(entry);
    },
    resize,
    delete: remove,
    clear() {
      for (const entry of [...kept.values()]) remove(entry);
    },
    entries: () => kept.values(),
    bytes: () => bytes,
    count: () => kept.size,
    wasEvicted: (key) => evicted.has(key),
    largestBodyBytes,
  };
}

/** What is held for an entry, all in all. */
function bytesOf({ body, encoded, stamp, aliases }: Entry): number {
  const texts = aliases.reduce((sum, alias) => sum + alias.length, 0);
  const bodies = body.length + (encoded ? encoded.gzip.length + encoded.br.length : 0);
  const parts = (stamp.parts ?? []).reduce((sum, { tags }) => sum + overheadOfPart + tags.length * 8, 0);
  return overheadBytes + bodies + stamp.tags.length * 8 + (stamp.spares?.bytes ?? 0) + parts + texts;
}
