// What an edge counts of its questions to an origin, for its metrics.

import type { EdgeReadings } from '../observability/edge-metrics.ts';
import { createHistograms } from '../observability/histogram.ts';

const kinds = ['query', 'write', 'control'] as const;

export interface RoundTrips {
  /** The same, counted. */
  time<Answer>(kind: (typeof kinds)[number], answer: Promise<Answer>): Promise<Answer>;
  read(): Pick<EdgeReadings, 'roundTrips' | 'failures'>;
}

export function createRoundTrips(): RoundTrips {
  const durations = createHistograms(kinds);
  const failures = { query: 0, write: 0, control: 0 };
  return {
    async time(kind, answer) {
      const askedMs = performance.now();
      try {
        const answered = await answer;
        durations.of[kind].observe((performance.now() - askedMs) / 1_000);
        return answered;
      } catch (error) {
        failures[kind]++;
        throw error;
      }
    },
    read: () => ({ roundTrips: durations.read(), failures: { ...failures } }),
  };
}
