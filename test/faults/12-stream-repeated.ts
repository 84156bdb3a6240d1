// The stream to edges says things twice, and in another order: versions absorb it, and nothing is flushed for a repetition.
import { disorder } from './disorder.ts';

export const streamRepeated = disorder(
  { number: 12, name: 'the stream is repeated and reordered' },
  { repeatOnceIn: 2, swapOnceIn: 4, loseOnceIn: Number.POSITIVE_INFINITY, remembered: 200 },
  ['repeated', 'swapped'],
);
