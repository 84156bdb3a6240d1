// What the relay hands on: the changes that were committed between two positions (docs/coherence.md).
// Invariant: the `prev` of a frame is the `next` of the step before it; a reset stands for everything before.
import type { Position } from '../cache/position.ts';
import type { ChangeRow } from './row.ts';

export interface CommittedChange extends ChangeRow {
  readonly tenantId: string;
  /** Rises with the commits of one record. */
  readonly seq: number;
  /** The transaction that wrote it. */
  readonly xid: number;
  /** When it was written, ISO 8601; for people, decides nothing. */
  readonly at: string;
}

/** Everything that was committed between two positions, in the order of `seq`. */
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
