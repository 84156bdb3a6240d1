// What an answer that was read on a replica has to meet before it may go out: no less than an entry that is kept. A replica lags behind
// what this node knows, by milliseconds or by hours; what it has answered is judged by the node's own table (docs/coherence.md §14).
// Invariant: an answer that meets it is valid as of everything that the node knows, and so holds what its client has written.
import type { Requirement } from './entry.ts';
import type { Sources } from './sources.ts';
import type { Stamp } from './tag-table.ts';
import type { Token } from './token.ts';

export interface Required {
  readonly sources: Sources;
  readonly tenantId: string;
  readonly after: readonly Token[];
  /** Under which the answer before this one was kept, if it was found invalid. */
  readonly outdated: Stamp | undefined;
  /** Whether the node knows enough to judge now. */
  readonly isLive: () => boolean;
}

export function requirementOf({ sources, tenantId, after, outdated, isLive }: Required): Requirement {
  const { table } = sources.first;
  return {
    xid: Math.max(
      table.floor().xmax - 1,
      outdated ? (sources.causeOf(outdated)?.xid ?? 0) : 0,
      ...after.flatMap(({ xids, upTo = 0 }) => [...xids, upTo]),
    ),
    isMet({ identity, position, tags, spares, ttlMs }) {
      // What tags cannot tell of may have changed since.
      if (identity === null || ttlMs <= 0 || !isLive()) return false;
      const stamp: Stamp = { identity, tenantId, tags, spares, position, verified: -1 };
      return sources.isValid(stamp) && after.every((token) => sources.isSeen(token, stamp));
    },
  };
}
