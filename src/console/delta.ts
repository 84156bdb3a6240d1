// Counters that only grow, as what came since they were read last.
import { type Latency, type LatencyCounts, type Quantiles, quantilesOf } from '../observability/latency.ts';
import type { Counts } from '../observability/metric.ts';

export interface Delta {
  number(name: string, value: number): number;
  counts(name: string, value: Counts): Counts;
  latency(name: string, value: Latency): Quantiles | null;
}

/** The first time all is nothing: what was before nobody has seen. */
export function createDelta(): Delta {
  const numbers = new Map<string, number>();
  const latencies = new Map<string, LatencyCounts>();

  function number(name: string, value: number): number {
    const before = numbers.get(name) ?? value;
    numbers.set(name, value);
    return value - before;
  }

  return {
    number,
    counts: (name, value) =>
      Object.fromEntries(Object.entries(value).map(([each, count]) => [each, number(`${name} ${each}`, count)])),
    latency(name, value) {
      const now = value.counts().slice();
      const before = latencies.get(name) ?? now;
      latencies.set(name, now);
      return quantilesOf(now, before);
    },
  };
}
