// What an origin with read replicas tells Prometheus of them.
import type { Counts, Metric } from './metric.ts';

export interface ReplicaReadings {
  /** Queries, by where their answer was read: primary or replica. */
  readonly reads: Counts;
  /** Queries that a replica did not answer, by the reason. */
  readonly fallbacks: Counts;
  /** By replica, 1 or 0. */
  readonly open: Counts;
  /** By replica, of those that are open. */
  readonly lagSeconds: Counts;
}

export const replicaMetrics: readonly Metric<ReplicaReadings>[] = [
  {
    kind: 'counter',
    name: 'clientele_query_reads_total',
    help: 'Queries that were executed, by where their answer was read: primary or replica.',
    label: 'target',
    read: ({ reads }) => reads,
  },
  {
    kind: 'counter',
    name: 'clientele_replica_fallbacks_total',
    help: 'Queries for the primary that a replica might have answered: none was open (away), none was far enough (behind), or one was asked, and its answer was too old (outdated), could not be judged (unfit), or did not come (failed).',
    label: 'reason',
    read: ({ fallbacks }) => fallbacks,
  },
  {
    kind: 'gauge',
    name: 'clientele_replica_open',
    help: '1: the replica is asked. 0: it does not answer, was promoted, or follows another history.',
    label: 'replica',
    read: ({ open }) => open,
  },
  {
    kind: 'gauge',
    name: 'clientele_replica_lag_seconds',
    help: 'For how long an open replica has lacked something that the primary had; beyond 1 it is not asked.',
    label: 'replica',
    read: ({ lagSeconds }) => lagSeconds,
  },
];
