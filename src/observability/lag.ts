// How much later than it was written something was known: two clocks, that of the database and that of the node.
import { createHistogram, type Distribution } from './histogram.ts';

export interface Lag {
  /** It was written then. Of a database whose clock is ahead: no time has passed. */
  since(at: string): void;
  read(): Distribution;
}

const bounds = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createLag(): Lag {
  const histogram = createHistogram(bounds);
  return {
    since(at) {
      const seconds = (Date.now() - Date.parse(at)) / 1_000;
      if (!Number.isNaN(seconds)) histogram.observe(Math.max(seconds, 0));
    },
    read: histogram.read,
  };
}
