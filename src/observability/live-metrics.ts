// What an origin tells Prometheus of live updates: who listens, what was told, and who was sent away.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface LiveReadings {
  readonly subscribers: number;
  readonly groups: number;
  readonly events: number;
  readonly deliveries: number;
  readonly coalesced: number;
  readonly closed: Counts;
  readonly lag: Distribution;
}

export const liveMetrics: readonly Metric<LiveReadings>[] = [
  {
    kind: 'gauge',
    name: 'clientele_live_subscribers',
    help: 'Subscriptions that are open.',
    read: ({ subscribers }) => subscribers,
  },
  {
    kind: 'gauge',
    name: 'clientele_live_groups',
    help: 'Sets of them for which an event is made once: of one document, variables and scope.',
    read: ({ groups }) => groups,
  },
  {
    kind: 'counter',
    name: 'clientele_live_events_total',
    help: 'Events that were made, once for each group.',
    read: ({ events }) => events,
  },
  {
    kind: 'counter',
    name: 'clientele_live_deliveries_total',
    help: 'Events that were handed to connections.',
    read: ({ deliveries }) => deliveries,
  },
  {
    kind: 'counter',
    name: 'clientele_live_coalesced_total',
    help: 'Events that slow clients were told of by a newer one of the same record, because they asked for it.',
    read: ({ coalesced }) => coalesced,
  },
  {
    kind: 'counter',
    name: 'clientele_live_closed_total',
    help: 'Subscriptions that the node has ended, by the code that was told, or SLOW: too much was left unread.',
    label: 'reason',
    read: ({ closed }) => closed,
  },
  {
    kind: 'histogram',
    name: 'clientele_live_lag_seconds',
    help: 'From the write of a change, by the clock of the database, until a group of subscribers was sent its event, by the clock of the node.',
    read: ({ lag }) => lag,
  },
];
