// When edges were cut off from news, for two threads: one that cuts, and one that sees what they serve meanwhile.
// Invariant: in memory that both share, not in messages, which arrive when a thread has time; and what is read was written at once.
import { monotonicMs } from './read-ledger.ts';

export interface CutTimes {
  readonly atMs: number;
  /** Infinity while it lasts. */
  readonly mendedMs: number;
  /** There was nothing else to wait for then, such as a start of the origin. */
  readonly isAtOnce: boolean;
}

/** A count of writes, which is odd during one, and three numbers. */
const bytesPerEdge = 32;

export const createCuts = (edges: number) => new SharedArrayBuffer(bytesPerEdge * edges);

export function cutsIn(shared: SharedArrayBuffer) {
  const at = (edge: number) =>
    [new Int32Array(shared, bytesPerEdge * edge, 1), new Float64Array(shared, bytesPerEdge * edge + 8, 3)] as const;
  const all = Array.from({ length: shared.byteLength / bytesPerEdge }, (_, edge) => at(edge));
  function write(edge: number, values: readonly number[], from: number): void {
    const [writes, times] = all[edge]!;
    Atomics.add(writes, 0, 1);
    times.set(values, from);
    Atomics.add(writes, 0, 1);
  }
  return {
    cut: (edge: number): void => write(edge, [monotonicMs(), Number.POSITIVE_INFINITY, 0], 0),
    mend: (edge: number, isAtOnce: boolean): void => write(edge, [monotonicMs(), Number(isAtOnce)], 1),
    of(edge: number): CutTimes {
      const [writes, times] = all[edge]!;
      for (;;) {
        const before = Atomics.load(writes, 0);
        const [atMs = 0, mendedMs = 0, isAtOnce] = times;
        if (before % 2 === 0 && Atomics.load(writes, 0) === before) return { atMs, mendedMs, isAtOnce: isAtOnce === 1 };
      }
    },
  };
}
