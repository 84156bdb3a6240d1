// How much slower reads were during a fault than before it, as a part of the verdict.
import type { Passed } from './under-fault.ts';
import { adding, latencies, quantile, type Verdict } from './verdict.ts';

const mostTimes = 4;
/** Below that the scheduler of a busy machine says more than the fault does. */
const leastMs = 50;

export function slowdown({ verdict, load, before, fault }: Passed): Verdict {
  const healthy = quantile(latencies(load.answered, before), 0.99);
  const [p99, longest] = [0.99, 1].map((share) => quantile(latencies(load.answered, fault), share)) as [number, number];
  const isSlow = p99 > mostTimes * Math.max(healthy, leastMs);
  return adding(
    verdict,
    [`p99 of reads ${healthy.toFixed(0)} -> ${p99.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`],
    [],
    [isSlow && `p99 of reads was ${p99.toFixed(0)} ms, ${healthy.toFixed(0)} before`],
  );
}
