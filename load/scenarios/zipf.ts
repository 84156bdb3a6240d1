// Ranks by Zipf's law: the second is drawn half as often as the first, the third a third as often.
import type { Random } from '../../test/support/random.ts';

const grain = 1_000_000;

/** A rank from 0 to count - 1. */
export function createZipf(count: number, exponent: number): (random: Random) => number {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const ends = weights.map((weight) => {
    sum += weight;
    return (sum / total) * grain;
  });
  return (random) => {
    const drawn = random.below(grain);
    return Math.max(
      0,
      ends.findIndex((end) => drawn < end),
    );
  };
}
