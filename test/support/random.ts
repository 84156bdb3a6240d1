// Chance that is the same each time: a failing test fails again.

export interface Random {
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  /** True once in n times. */
  once(n: number): boolean;
  pick<T>(values: readonly T[]): T;
  shuffle<T>(values: readonly T[]): T[];
  /** A UUID of version 7 by its form; not ordered by time. */
  id(): string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state are plenty for a few thousand rows.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (n: number) => next() % n;
  const hex = (length: number) => next().toString(16).padStart(8, '0').slice(-length);
  return {
    below,
    once: (n) => below(n) === 0,
    pick: (values) => values[below(values.length)]!,
    shuffle(values) {
      const shuffled = [...values];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
      }
      return shuffled;
    },
    id: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`,
  };
}
