// What a node with a cache tells Prometheus of it, of the feed that keeps it true, and of Redis.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

/** What a node counts. Null: it has no such part. */
export interface CacheReadings {
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
  readonly propagation: Distribution;
  readonly oldestTransactionSeconds: number;
  readonly refreshes: Counts;
  readonly hotEntries: number;
  /** Of Redis, as the second level. */
  readonly shared: Counts | null;
}

export const cacheMetrics: readonly Metric<CacheReadings>[] = [
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
    kind: 'histogram',
    name: 'clientele_feed_propagation_seconds',
    help: 'From the last write of a transaction, by the clock of the database, until the node has applied it, by its own.',
    read: ({ propagation }) => propagation,
  },
  {
    kind: 'gauge',
    name: 'clientele_feed_oldest_transaction_seconds',
    help: 'For how long the oldest transaction that writes has been open, as far as this node has seen. Old rows are kept for its sake.',
    read: ({ oldestTransactionSeconds }) => oldestTransactionSeconds,
  },
];
