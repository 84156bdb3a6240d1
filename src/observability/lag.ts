// How much later than it was written something was known: two clocks, that of the database and that of the node.
import { createHistogram, type Distribution } from './histogram.ts';
import { createLatency, type Latency } from './latency.ts';

export interface Lag {
  /** It was written then. Of a database whose clock is ahead: no time has passed. */
  since(at: string): void;
  /** For Prometheus. */
  read(): Distribution;
  /** For who looks at it as it comes. */
  readonly latency: Latency;
}

const bounds = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createLag(): Lag {
  const histogram = createHistogram(bounds);
  const latency = createLatency();
  return {
    since(at) {
      const ms = Math.max(Date.now() - Date.parse(at), 0);
      if (Number.isNaN(ms)) return;
      histogram.observe(ms / 1_000);
      latency.record(ms);
    },
    read: histogram.read,
    latency,
  };
}
