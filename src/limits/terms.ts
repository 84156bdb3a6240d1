// On what terms a request wants to be answered: how long it waits, how urgent it is, and by when the answer is of no use; and its trace.
// Invariant: they are of one request, and never kept with its answer.

import type { Trace } from '../observability/trace.ts';
import type { FieldCost } from './cost.ts';

export type Lane = 'interactive' | 'bulk';

/** What it did cost, in points. */
export interface Receipt {
  /** Charged before it ran. */
  readonly requested: number;
  readonly actual: number;
  readonly waitedMs: number;
  readonly fields?: readonly FieldCost[];
}

export interface Terms {
  /** Rather than be refused. */
  readonly waitMs: number;
  readonly lane: Lane;
  /** Monotonic. */
  readonly deadlineAtMs: number;
  /** The receipt is to tell of each field. */
  hasFields: boolean;
  readonly trace: Trace;
  /** Set when it was executed for this request. */
  receipt: Receipt | null;
}
