// What an edge tells Prometheus of its origin. How old its knowledge is stands among the metrics of the cache.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface EdgeReadings {
  /** Of round trips, by what was asked for. */
  readonly roundTrips: Readonly<Record<string, Distribution>>;
  readonly failures: Counts;
  readonly underWay: number;
  readonly isStreamOpen: boolean;
  readonly streams: number;
}

export const edgeMetrics: readonly Metric<EdgeReadings>[] = [
  {
    kind: 'histogram',
    name: 'clientele_edge_origin_duration_seconds',
    help: 'Round trips to the origin that were answered: query (what the edge had not), write, control (where the origin stands, verdicts on keys).',
    label: 'kind',
    read: ({ roundTrips }) => roundTrips,
  },
  {
    kind: 'counter',
    name: 'clientele_edge_origin_failures_total',
    help: 'Round trips without an answer.',
    label: 'kind',
    read: ({ failures }) => failures,
  },
  {
    kind: 'gauge',
    name: 'clientele_edge_origin_waiting',
    help: 'Queries and writes at the origin that are not answered yet.',
    read: ({ underWay }) => underWay,
  },
  {
    kind: 'gauge',
    name: 'clientele_edge_stream_open',
    help: '1: the stream of changes is open. 0: the edge has none, and after its lease serves nothing from its cache.',
    read: ({ isStreamOpen }) => Number(isStreamOpen),
  },
  {
    kind: 'counter',
    name: 'clientele_edge_streams_total',
    help: 'Streams of changes that were opened; more than one means that some were cut.',
    read: ({ streams }) => streams,
  },
];
