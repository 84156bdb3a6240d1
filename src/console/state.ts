// What the console is told, once a second: the words that a node and its page share. Counts are of the time since the state before.
import type { EdgeReading } from '../http/edge-roll.ts';
import type { Quantiles } from '../observability/latency.ts';
import type { Counts } from '../observability/metric.ts';
import type { RequestRecord } from '../observability/request-log.ts';
import type { TopOperation } from '../observability/top-operations.ts';

export interface ConsoleState {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Since the state before. */
  readonly seconds: number;
  readonly node: {
    readonly role: 'origin' | 'edge';
    readonly build: string;
    readonly upSeconds: number;
    /** Of an edge: what it stands in front of. */
    readonly origin: string | null;
    readonly isOriginThere: boolean;
  };
  /** Queries by what the cache did with them. */
  readonly outcomes: Counts;
  readonly latency: {
    readonly cached: Quantiles | null;
    readonly executed: Quantiles | null;
    readonly written: Quantiles | null;
  };
  readonly feed: {
    readonly isLive: boolean;
    readonly ageMs: number;
    readonly frames: number;
    readonly resets: number;
    readonly changes: number;
    /** Null: nothing was written, or the node cannot tell when, as an edge. */
    readonly propagation: Quantiles | null;
    /** Ages of what other subgraphs tell. */
    readonly sources: Counts;
  };
  readonly store: {
    readonly entries: number;
    readonly bytes: number;
    readonly mostBytes: number;
    readonly tags: number;
    readonly hot: number;
    readonly refreshed: number;
    readonly stored: number;
    readonly refused: number;
  };
  /** Of an origin. */
  readonly spend: Spend | null;
  readonly live: Live | null;
  readonly edges: readonly EdgeReading[] | null;
  readonly postgres: Vitals | null;
  readonly redis: { readonly isOpen: boolean; readonly commands: Counts; readonly shared: Counts } | null;
  /** Of the last minutes, the most asked first. */
  readonly operations: readonly TopOperation[];
  /** Since the state before. */
  readonly requests: readonly RequestRecord[];
  readonly variablesShownSeconds: number;
}

export interface Spend {
  readonly points: number;
  readonly refusals: Counts;
  readonly waitingForPoints: number;
  readonly waitingForTurns: number;
  readonly running: number;
  /** Null: any number. */
  readonly limit: number | null;
}

export interface Live {
  readonly subscribers: number;
  readonly groups: number;
  readonly events: number;
  readonly deliveries: number;
  readonly coalesced: number;
  readonly lag: Quantiles | null;
}

export interface Vitals {
  /** Null: the database does not answer. */
  readonly database: DatabaseVitals | null;
  readonly pool: { readonly total: number; readonly idle: number; readonly waiting: number; readonly most: number };
}

export interface DatabaseVitals {
  readonly bytes: number;
  readonly connections: number;
  /** Of this login's sessions; of all, if it may see them (pg_read_all_stats). */
  readonly oldestTransactionSeconds: number;
  /** Transactions since the oldest that is open: what vacuum cannot clean. */
  readonly horizon: number;
  readonly lockWaits: number;
  readonly longestLockWaitSeconds: number;
  readonly replicas: number;
}
