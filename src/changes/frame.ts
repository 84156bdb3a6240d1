// Steps of the change feed: docs/coherence.md §8.
import type { Position } from '../cache/position.ts';
import type { ChangeRow } from './row.ts';

export interface CommittedChange extends ChangeRow {
  readonly tenantId: string;
  readonly seq: number;
  readonly xid: number;
  /** When it was written, by the database's clock. */
  readonly at: string;
}

/** What was committed between two positions. */
export interface Frame {
  readonly kind: 'frame';
  readonly epoch: string;
  readonly prev: Position;
  readonly next: Position;
  readonly changes: readonly CommittedChange[];
}

/** A new start: everything that is not seen at `floor` and was committed by `next` is in `changes`. */
export interface Reset {
  readonly kind: 'reset';
  readonly epoch: string;
  readonly floor: Position;
  readonly next: Position;
  readonly changes: readonly CommittedChange[];
}

export type Step = Frame | Reset;
