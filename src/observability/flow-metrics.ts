// What an origin tells Prometheus of what stands before an execution: budgets, the room of those who wait for points, turns.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface FlowReadings {
  /** Requests that were refused, by the code they were told. */
  readonly refusals: Counts;
  readonly charges: { readonly granted: number; readonly refused: number };
  /** Exchanges with the shared buckets. */
  readonly leases: number;
  /** Charges that this node decided by its share of the budget. */
  readonly local: number;
  readonly waitingForPoints: number;
  readonly running: number;
  readonly waitingForTurns: number;
  /** Infinite: others bound them. */
  readonly limit: number;
  /** Of operations that ran, by kind: from their turn to their end; */
  readonly durations: Readonly<Record<string, Distribution>>;
  /** and before it: for points, and for their turn. */
  readonly waits: Distribution;
}

export const flowMetrics: readonly Metric<FlowReadings>[] = [
  {
    kind: 'counter',
    name: 'clientele_refusals_total',
    help: 'Requests that were not executed, by code: COST_EXCEEDED, RATE_LIMITED, OVERLOADED, or they ended while they waited.',
    label: 'code',
    read: ({ refusals }) => refusals,
  },
  {
    kind: 'counter',
    name: 'clientele_budget_charges_total',
    help: 'Charges to the budgets of tenants and keys: granted or refused.',
    label: 'result',
    read: ({ charges }) => charges,
  },
  {
    kind: 'counter',
    name: 'clientele_budget_leases_total',
    help: 'Exchanges of points with the buckets in Redis, which all nodes share.',
    read: ({ leases }) => leases,
  },
  {
    kind: 'counter',
    name: 'clientele_budget_local_charges_total',
    help: 'Charges that were decided by the share of this node, because there is no Redis or it is away.',
    read: ({ local }) => local,
  },
  {
    kind: 'gauge',
    name: 'clientele_budget_waiting_requests',
    help: 'Requests that wait for points.',
    read: ({ waitingForPoints }) => waitingForPoints,
  },
  {
    kind: 'gauge',
    name: 'clientele_operations_running',
    help: 'Operations that run.',
    read: ({ running }) => running,
  },
  {
    kind: 'gauge',
    name: 'clientele_operations_limit',
    help: 'Operations that may run at once, as their latency bears it; +Inf: any number.',
    read: ({ limit }) => limit,
  },
  {
    kind: 'gauge',
    name: 'clientele_operations_waiting',
    help: 'Operations that wait for their turn.',
    read: ({ waitingForTurns }) => waitingForTurns,
  },
  {
    kind: 'histogram',
    name: 'clientele_operation_duration_seconds',
    help: 'How long operations ran, from their turn to their end: query or mutation.',
    label: 'kind',
    read: ({ durations }) => durations,
  },
  {
    kind: 'histogram',
    name: 'clientele_operation_wait_seconds',
    help: 'How long operations waited for points and for their turn before they ran.',
    read: ({ waits }) => waits,
  },
];
