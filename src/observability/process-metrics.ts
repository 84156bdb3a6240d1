// What Node and the operating system tell of the process, under the names that dashboards for Node know: memory, garbage collection,
// event loop, handles. One set for each process, since it has one event loop, whatever runs in it; measured once somebody asks.
import { performance } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | null = null;

/** The delay of the event loop is looked at so often; it shows as the least delay. Each look costs 40 µs: 0.2 % of a core. */
const lookEveryMs = 20;

/** From the first call on they are measured. */
export function processMetrics(): Registry {
  if (registry) return registry;
  registry = new Registry();
  collectDefaultMetrics({
    register: registry,
    eventLoopMonitoringPrecision: lookEveryMs,
    gcDurationBuckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1],
  });
  new Counter({
    name: 'nodejs_eventloop_active_seconds_total',
    help: 'Seconds in which the event loop had something to do; its rate is the utilisation of the loop.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(performance.eventLoopUtilization().active / 1_000);
    },
  });
  return registry;
}
