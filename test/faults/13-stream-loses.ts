// One frame of the stream in a hundred is lost: the gap is noticed, and the stream goes on from where the edge stands.
import { disorder } from './disorder.ts';

const never = Number.POSITIVE_INFINITY;

export const streamLoses = disorder(
  { number: 13, name: 'the stream loses one frame in a hundred' },
  { repeatOnceIn: never, swapOnceIn: never, loseOnceIn: 100 },
  ['lost'],
);
