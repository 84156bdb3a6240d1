// What a node tells Prometheus: one list of names, units and labels.
// Invariant: requests pay nothing for it. Values are read from counts that are kept anyway, when somebody asks for the metrics.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type FlowReadings, flowMetrics } from './flow-metrics.ts';
import { createLatency, type Latency } from './latency.ts';
import { type LiveReadings, liveMetrics } from './live-metrics.ts';
import { type Counts, type Metric, metricsOfPart } from './metric.ts';

/** What a node counts. Null: it has no such part. */
export interface Readings {
  /** Queries by what the cache did with them. */
  readonly requests: Counts;
  /** Answers that were to be kept, by what became of them. */
  readonly answers: Counts;
  /** Requests for which the node did not know enough, and which were sent to the primary. */
  readonly unready: number;
  readonly flights: number;
  readonly bytes: number;
  readonly entries: number;
  readonly tags: number;
  /** How long ago the relay began the last poll that was applied. */
  readonly ageSeconds: number;
  /** The same for each subgraph beside ours that tells of its writes. */
  readonly sourceAges: Counts;
  readonly isLive: boolean;
  readonly steps: Counts;
  readonly changes: number;
  readonly refreshes: Counts;
  readonly hotEntries: number;
  /** Of Redis, as the second level. */
  readonly shared: Counts | null;
  /** Of live updates. */
  readonly live: LiveReadings | null;
  readonly redis: { readonly commands: Counts; readonly opened: number; readonly isOpen: boolean } | null;
  /** Of an origin: what stands before an execution. */
  readonly flow: FlowReadings | null;
}

const list: readonly Metric<Readings>[] = [
  {
    kind: 'counter',
    name: 'clientele_cache_requests_total',
    help: 'Queries by what the cache did with them: hit, shared (found in Redis), collapsed (waited for an equal one), miss, stale (found, no longer true), bypass.',
    label: 'outcome',
    read: ({ requests }) => requests,
  },
  {
    kind: 'counter',
    name: 'clientele_cache_answers_total',
    help: 'Answers that could be kept: stored, or refused for their size or because memory is full.',
    label: 'result',
    read: ({ answers }) => answers,
  },
  {
    kind: 'counter',
    name: 'clientele_cache_unready_total',
    help: 'Requests for which the node did not know enough: blind, or behind a write of the client.',
    read: ({ unready }) => unready,
  },
  {
    kind: 'gauge',
    name: 'clientele_cache_flights',
    help: 'Executions under way for which equal requests wait.',
    read: ({ flights }) => flights,
  },
  {
    kind: 'gauge',
    name: 'clientele_cache_bytes',
    help: 'Bytes of memory that kept answers take.',
    read: ({ bytes }) => bytes,
  },
  { kind: 'gauge', name: 'clientele_cache_entries', help: 'Answers kept in memory.', read: ({ entries }) => entries },
  {
    kind: 'gauge',
    name: 'clientele_cache_live',
    help: '1: the node knows enough to serve from its cache. 0: it is blind and executes everything.',
    read: ({ isLive }) => Number(isLive),
  },
  {
    kind: 'gauge',
    name: 'clientele_tag_table_tags',
    help: 'Tags of recent changes that the node remembers.',
    read: ({ tags }) => tags,
  },
  {
    kind: 'gauge',
    name: 'clientele_feed_age_seconds',
    help: 'Seconds since the last poll of the change feed that was applied began: everything committed before is known.',
    read: ({ ageSeconds }) => ageSeconds,
  },
  {
    kind: 'gauge',
    name: 'clientele_source_age_seconds',
    help: 'At an edge before several subgraphs: seconds since what is known of the writes of each other one is complete. From 1 on nothing is served that holds an answer of it; +Inf: never heard.',
    label: 'source',
    read: ({ sourceAges }) => sourceAges,
  },
  {
    kind: 'counter',
    name: 'clientele_feed_steps_total',
    help: 'Steps of the change feed that were applied: frames with changes, or resets, after which everything older is a miss.',
    label: 'kind',
    read: ({ steps }) => steps,
  },
  {
    kind: 'counter',
    name: 'clientele_feed_changes_total',
    help: 'Changes in these steps.',
    read: ({ changes }) => changes,
  },
  {
    kind: 'counter',
    name: 'clientele_refresh_total',
    help: 'Answers that were made again ahead of their readers.',
    label: 'result',
    read: ({ refreshes }) => refreshes,
  },
  {
    kind: 'gauge',
    name: 'clientele_refresh_hot_entries',
    help: 'Answers that are made again as soon as a change makes them invalid.',
    read: ({ hotEntries }) => hotEntries,
  },
  {
    kind: 'counter',
    name: 'clientele_shared_total',
    help: 'What became of look-ups, entries and leases in Redis.',
    label: 'event',
    read: ({ shared }) => shared,
  },
  {
    kind: 'counter',
    name: 'clientele_redis_commands_total',
    help: 'Commands to Redis: answered, refused, late, broken off, or skipped because the breaker was open.',
    label: 'result',
    read: ({ redis }) => redis?.commands ?? null,
  },
  {
    kind: 'counter',
    name: 'clientele_redis_breaker_opened_total',
    help: 'Times that Redis was given up for a while.',
    read: ({ redis }) => redis?.opened ?? null,
  },
  {
    kind: 'gauge',
    name: 'clientele_redis_breaker_open',
    help: '1: Redis is left alone until it answers again.',
    read: ({ redis }) => redis && Number(redis.isOpen),
  },
  ...metricsOfPart(flowMetrics, ({ flow }: Readings) => flow),
  ...metricsOfPart(liveMetrics, ({ live }: Readings) => live),
];

export interface Metrics {
  /** For whoever puts those of several processes together. */
  readonly registry: Registry;
  readonly contentType: string;
  text(): Promise<string>;
  /** A transaction was applied: `at` is when its last change was written. */
  applied(at: string): void;
  /** Its subscribers were told. */
  told(at: string): void;
  /** The same two, for who looks at them as they come. */
  readonly propagation: Latency;
  readonly lag: Latency;
}

const buckets = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(readings: () => Readings): Metrics {
  const registry = new Registry();
  for (const metric of list) register(registry, metric, readings);
  const propagation = new Histogram({
    name: 'clientele_feed_propagation_seconds',
    help: 'From the last write of a transaction, by the clock of the database, until the node has applied it, by its own.',
    buckets,
    registers: [registry],
  });
  const lag = new Histogram({
    name: 'clientele_live_lag_seconds',
    help: 'From the write of a change, by the clock of the database, until a group of subscribers was sent its event, by the clock of the node.',
    buckets,
    registers: [registry],
  });
  const seen = { propagation: createLatency(), lag: createLatency() };
  const observe = (histogram: Histogram, latency: Latency, at: string) => {
    const ms = Date.now() - Date.parse(at);
    if (Number.isNaN(ms)) return;
    // Two clocks: the database's may be ahead.
    histogram.observe(Math.max(ms, 0) / 1000);
    latency.record(Math.max(ms, 0));
  };
  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    applied: (at) => observe(propagation, seen.propagation, at),
    told: (at) => observe(lag, seen.lag, at),
    ...seen,
  };
}

function register(
  registry: Registry,
  { kind, name, help, label, read }: Metric<Readings>,
  readings: () => Readings,
): void {
  const registers = [registry];
  const labelNames = label === undefined ? [] : [label];
  const add = (metric: Counter | Gauge) => {
    const found = read(readings());
    metric.reset();
    if (typeof found === 'number') metric.inc(found);
    else if (found) for (const [value, count] of Object.entries(found)) metric.inc({ [label!]: value }, count);
    else if (!label) metric.remove(); // or it would be there with 0
  };
  if (kind === 'counter')
    new Counter({ name, help, labelNames, registers, collect() { add(this); } }); // biome-ignore format: one line
  else new Gauge({ name, help, labelNames, registers, collect() { add(this); } }); // biome-ignore format: one line
}
