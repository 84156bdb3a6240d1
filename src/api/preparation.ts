// From the text of a document to the operation that runs. One that was seen before is at hand; for one that was not, or that walks
// through the schema, its sender pays with time (src/limits/pace.ts), so that nobody else waits for it.
import type { Viewer } from '../auth/verdicts.ts';
import type { Pace } from '../limits/pace.ts';
import type { Refusal } from './document.ts';
import type { Operation, Operations } from './operations.ts';

export interface Meant {
  readonly text: string;
  readonly operationName: string | null | undefined;
  readonly viewer: Viewer;
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws or rejects with LIMIT_EXCEEDED or RATE_LIMITED. */
export type Prepare = (meant: Meant) => Operation | Refusal | Promise<Operation | Refusal>;

export function createPreparation(operations: Operations, pace: Pace, now = () => performance.now()): Prepare {
  function make({ text, operationName, viewer }: Meant): Operation | Refusal {
    const known = operations.known(text, operationName);
    if (known) return known; // somebody else sent it, while this one waited
    const beganMs = now();
    try {
      return operations.find(text, operationName);
    } finally {
      pace.took(viewer, now() - beganMs);
    }
  }

  return (meant) => {
    const known = operations.known(meant.text, meant.operationName);
    if (known && ('errors' in known || !known.introspects)) return known;
    const turn = pace.turn(meant.viewer, meant.signal);
    return turn === null ? make(meant) : turn.then(() => make(meant));
  };
}
