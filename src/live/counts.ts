// What live updates of a node have done so far, for its metrics.

export interface LiveCounts {
  /** Events that were made, once for all who share them, */
  events: number;
  /** and messages that were handed to connections. */
  deliveries: number;
  /** Changes that a slow client was told of by a newer one of the same record. */
  coalesced: number;
  /** Subscriptions that the node has ended, by why: the code that their clients were told, or SLOW. */
  readonly closed: Readonly<Record<string, number>>;
  close(reason: string): void;
}

export function createLiveCounts(): LiveCounts {
  const closed: Record<string, number> = {};
  return {
    events: 0,
    deliveries: 0,
    coalesced: 0,
    closed,
    close(reason) {
      closed[reason] = (closed[reason] ?? 0) + 1;
    },
  };
}
