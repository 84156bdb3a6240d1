// What a process with a database tells Prometheus of its pool and of what goes through it.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface SqlReadings {
  /** Begun, by kind: read or write. */
  readonly transactions: Counts;
  /** Until a connection was had. */
  readonly waits: Distribution;
  /** Of statements, from when they were sent until they were answered; they run side by side. */
  readonly statements: Distribution;
  readonly failures: number;
  readonly connections: Counts;
  readonly waiting: number;
  readonly most: number;
}

export const sqlMetrics: readonly Metric<SqlReadings>[] = [
  {
    kind: 'histogram',
    name: 'clientele_sql_statement_duration_seconds',
    help: 'Statements of operations, from when they were sent until their answer was there. Those of one transaction travel together, so their times overlap.',
    read: ({ statements }) => statements,
  },
  {
    kind: 'counter',
    name: 'clientele_sql_failures_total',
    help: 'Statements that the database refused, or whose connection broke.',
    read: ({ failures }) => failures,
  },
  {
    kind: 'counter',
    name: 'clientele_sql_transactions_total',
    help: 'Transactions that were begun: read or write.',
    label: 'kind',
    read: ({ transactions }) => transactions,
  },
  {
    kind: 'gauge',
    name: 'clientele_sql_connections',
    help: 'Connections of the pool: used or idle.',
    label: 'state',
    read: ({ connections }) => connections,
  },
  {
    kind: 'gauge',
    name: 'clientele_sql_connections_limit',
    help: 'Connections that the pool may have (POOL_MAX).',
    read: ({ most }) => most,
  },
  {
    kind: 'gauge',
    name: 'clientele_sql_waiting',
    help: 'Transactions that wait for a connection.',
    read: ({ waiting }) => waiting,
  },
  {
    kind: 'histogram',
    name: 'clientele_sql_wait_seconds',
    help: 'How long transactions waited for a connection, new ones included.',
    read: ({ waits }) => waits,
  },
];
