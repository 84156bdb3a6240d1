// What a node's answers are read from: each source with what the node knows of its changes. An origin has one, the database; an
// edge before several subgraphs has one for each that tells of its writes.
// Invariant: an answer is valid if each source that it was read from says so, and the node knows each of these as of Δ ago.
import type { Part, Stamp, TagTable } from './tag-table.ts';
import { hashEpoch, isTokenSeen, type Token } from './token.ts';

/** Where a table's knowledge comes from. */
export interface Feed {
  /** Monotonic time before which everything that was committed is applied. */
  asOf(): number;
  /** Resolves when everything that was committed before the call is applied; rejects when that takes too long. */
  sync(timeoutMs?: number): Promise<void>;
  /** Somebody relies on the table: a feed may slow down when nobody does. */
  wanted(): void;
}

export interface Source {
  readonly table: TagTable;
  readonly feed: Feed;
}

export interface SourcesOptions {
  /** It knows the viewers, and entries of other nodes are found by its epoch. */
  readonly first: Source;
  /** By their names. @default none */
  readonly others?: ReadonlyMap<string, Source>;
  /** Δ: what the node does not know is younger than this, or it serves nothing. @default 1,000 */
  readonly blindAfterMs?: number;
}

export type Sources = ReturnType<typeof createSources>;

export function createSources({ first, others = new Map(), blindAfterMs = 1_000 }: SourcesOptions) {
  const all = [first, ...others.values()];
  /** What the feeds knew before is not enough: see distrust(). */
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  /** By their hashes: an epoch is hashed once, not with every token. */
  const epochs = new Map<string, string>();

  function isFresh({ feed }: Source, atMs: number): boolean {
    const asOf = feed.asOf();
    return atMs - asOf < blindAfterMs && asOf >= notBeforeMs;
  }

  function isPartFresh({ source }: Part, atMs: number): boolean {
    const other = others.get(source);
    return other !== undefined && isFresh(other, atMs);
  }

  function hashOf(epoch: string): string {
    let hash = epochs.get(epoch);
    if (hash === undefined) {
      if (epochs.size > 100) epochs.clear();
      hash = hashEpoch(epoch);
      epochs.set(epoch, hash);
    }
    return hash;
  }

  function sourceOf({ epoch: hash }: Token): Source | undefined {
    return all.find(({ table }) => {
      const epoch = table.epoch();
      return epoch !== null && hashOf(epoch) === hash;
    });
  }

  /** What of a stamp was read from a source. */
  function partsOf(stamp: Stamp, source: Source): readonly Stamp[] {
    return source === first ? [stamp] : (stamp.parts ?? []).filter((part) => others.get(part.source) === source);
  }

  return {
    first,
    others,
    /** Whether the node knows enough of the first source, and of all that a stamp names, to judge. */
    isLive: (atMs: number, stamp?: Stamp): boolean =>
      isFresh(first, atMs) && (stamp?.parts === undefined || stamp.parts.every((part) => isPartFresh(part, atMs))),
    /** As far as the node knows. */
    isValid: (stamp: Stamp): boolean =>
      first.table.isValid(stamp) &&
      (stamp.parts === undefined || stamp.parts.every((part) => others.get(part.source)?.table.isValid(part) ?? false)),
    /** The latest noted change that makes the stamp invalid, if it is still known. */
    causeOf(stamp: Stamp): ReturnType<TagTable['causeOf']> {
      const found = first.table.causeOf(stamp);
      if (found || stamp.parts === undefined) return found;
      for (const part of stamp.parts) {
        const cause = others.get(part.source)?.table.causeOf(part);
        if (cause) return cause;
      }
      return null;
    },
    /** Whether the histories that a stamp was read in are those that the tables tell of: or nothing can be said about it. */
    isOfNow: ({ identity, parts = [] }: Pick<Stamp, 'identity' | 'parts'>): boolean =>
      identity === first.table.identity() &&
      parts.every((part) => part.identity === others.get(part.source)?.table.identity()),
    /** Whether the token is of an epoch that the node follows. */
    isKnown: (token: Token): boolean => sourceOf(token) !== undefined,
    /** Whether what a client has written is known here; with a stamp, whether what was read under it shows that, as far as it must. */
    isSeen(token: Token, stamp?: Stamp): boolean {
      const source = sourceOf(token);
      if (!source) return false;
      const at = source.table.position();
      if (!stamp) return isTokenSeen(token, at);
      return partsOf(stamp, source).every(({ position }) => isTokenSeen(token, position, at));
    },
    /** Resolves when everything that was committed before the call is applied; if tokens are given, at their sources. */
    async sync(timeoutMs: number, tokens: readonly Token[] = []): Promise<void> {
      const named = tokens.map(sourceOf);
      const isEach = named.length > 0 && named.every((source) => source !== undefined);
      await Promise.all([...(isEach ? new Set(named) : all)].map(({ feed }) => feed.sync(timeoutMs)));
    },
    wanted() {
      for (const { feed } of all) feed.wanted();
    },
    /** This process has committed something that a feed could not be asked for in time: nothing older is served. */
    distrust(atMs: number) {
      notBeforeMs = atMs;
    },
  };
}
