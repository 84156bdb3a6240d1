// What is asked of the executor, and what comes of it.
// Invariant: only of a query that was answered whole, from one snapshot, is it told where it was read.
import type { Viewer } from '../auth/verdicts.ts';
import type { Outcome as CacheOutcome } from '../cache/cache.ts';
import type { Requirement } from '../cache/entry.ts';
import type { Extent } from '../db/bounds.ts';
import type { Terms } from '../limits/terms.ts';
import type { ExecutionOutcome, Operation } from './operations.ts';

export interface Request {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The Idempotency-Key of a mutation: it runs once, retries get the first reply. */
  readonly idempotencyKey?: string | null | undefined;
  /** On which terms it is asked; undefined: ahead of anybody. */
  readonly terms?: Terms | undefined;
  /** Aborted when nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Why the cache has it executed. */
  readonly cacheOutcome?: CacheOutcome | undefined;
  /** It may be read on a replica, if what comes of that meets this. @default only on the primary */
  readonly requirement?: ReadRequirement | undefined;
  /** Whether the caller takes the answer as JSON text: then plain queries are written without objects in between. */
  readonly asText?: boolean;
}

/** What an operation cost and what its answer depends on. Of a mutation: the reads after its last write. */
export interface Finished {
  readonly statements: number;
  readonly tags: Set<string>;
  readonly extent: Extent;
}

/** As the cache has it (src/cache/requirement.ts), of a reading as it is made here. */
export interface ReadRequirement extends Pick<Requirement, 'xid'> {
  readonly isMet: (reading: QueryReading) => boolean;
}

/** Where a query was read and what its answer depends on: what the cache needs to keep it. */
export interface QueryReading {
  readonly isOfReplica: boolean;
  readonly identity: string | null;
  /** As PostgreSQL prints it. */
  readonly position: string;
  readonly tags: Set<string>;
  readonly extent: Extent;
  readonly ttlMs: number;
  readonly isPersonal: boolean;
  readonly statements: number;
}

export interface Outcome extends ExecutionOutcome {
  /** The whole answer as JSON; `data` and `errors` are left out then. */
  readonly body?: string;
  /** Whether there are errors in the body. */
  readonly hasErrors?: boolean;
  /** The reply of an earlier request with the same Idempotency-Key. */
  readonly isReplayed?: boolean;
  /** Of a query that was answered whole, from one snapshot. */
  readonly reading?: QueryReading;
  /** Transactions that a mutation committed. */
  readonly committed?: readonly number[];
}
