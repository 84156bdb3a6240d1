// What a process tells Prometheus. Each part of it is added once, with how to read what it counts.
// Invariant: requests pay nothing for it. Values are read from counts that are kept anyway, when somebody asks for the metrics.
import { contentType, printMetric } from './exposition.ts';
import type { Metric } from './metric.ts';
import { processMetrics } from './process-metrics.ts';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** From now on they tell of this part too. What it cannot read just now (null) is left out. */
  add<Readings>(part: readonly Metric<Readings>[], read: () => Readings | null | Promise<Readings | null>): void;
}

export function createMetrics(): Metrics {
  const parts: (() => Promise<string>)[] = [];
  return {
    contentType,
    async text() {
      const texts = await Promise.all([...parts.map((print) => print()), processMetrics().metrics()]);
      return texts.join('');
    },
    add(part, read) {
      parts.push(async () => {
        const readings = await read();
        return readings === null ? '' : part.map((metric) => printMetric(metric, readings)).join('');
      });
    },
  };
}
