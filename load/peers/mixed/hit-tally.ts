// Hits and reads, in all and of each kind of question: where a hit ratio is lost.
import type { Kind } from './operations.ts';

export interface Tally {
  readonly hitRatio: number;
  readonly kinds: Readonly<Partial<Record<Kind, { readonly hits: number; readonly reads: number }>>>;
}

export function createTally() {
  const kinds: Partial<Record<Kind, { hits: number; reads: number }>> = {};
  return {
    add(kind: Kind, isHit: boolean): void {
      kinds[kind] ??= { hits: 0, reads: 0 };
      kinds[kind].reads++;
      if (isHit) kinds[kind].hits++;
    },
    told(): Tally {
      const all = Object.values(kinds);
      const sum = (name: 'hits' | 'reads'): number => all.reduce((total, one) => total + one[name], 0);
      return { hitRatio: sum('hits') / sum('reads'), kinds };
    },
  };
}
