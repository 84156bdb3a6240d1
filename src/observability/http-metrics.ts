// What a listener tells Prometheus of the requests to /graphql and of its connections.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface HttpReadings {
  /** By what became of the request. */
  readonly durations: Readonly<Record<string, Distribution>>;
  readonly responses: Counts;
  readonly sentBytes: number;
  readonly connections: number;
}

export const httpMetrics: readonly Metric<HttpReadings>[] = [
  {
    kind: 'histogram',
    name: 'clientele_http_request_duration_seconds',
    help: 'From the head of a request to /graphql until its answer was handed over, by what became of it: what the cache did (hit, shared, collapsed, miss, stale, bypass, consented), mutation, passed (an edge handed it on as it came), refused, other, or gone: the client did not wait. Event streams are not among them.',
    label: 'outcome',
    read: ({ durations }) => durations,
  },
  {
    kind: 'counter',
    name: 'clientele_http_responses_total',
    help: 'Answers to requests to /graphql, by the class of their status.',
    label: 'status',
    read: ({ responses }) => responses,
  },
  {
    kind: 'counter',
    name: 'clientele_http_sent_bytes_total',
    help: 'Bytes that the listener has sent over all its connections, headers and WebSockets included.',
    read: ({ sentBytes }) => sentBytes,
  },
  {
    kind: 'gauge',
    name: 'clientele_http_connections',
    help: 'Connections that are open, WebSockets included.',
    read: ({ connections }) => connections,
  },
];
