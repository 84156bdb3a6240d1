// What a worker tells Prometheus of webhooks.
import type { Distribution } from './histogram.ts';
import type { Counts, Metric } from './metric.ts';

export interface WebhookReadings {
  readonly attempts: Counts;
  readonly attemptDurations: Distribution;
  readonly turns: Distribution;
}

export const webhookMetrics: readonly Metric<WebhookReadings>[] = [
  {
    kind: 'counter',
    name: 'clientele_webhook_attempts_total',
    help: 'Posts to endpoints: delivered, refused (answered, but not with 2xx), or unanswered.',
    label: 'outcome',
    read: ({ attempts }) => attempts,
  },
  {
    kind: 'histogram',
    name: 'clientele_webhook_attempt_duration_seconds',
    help: 'How long posts to endpoints took, whatever came of them.',
    read: ({ attemptDurations }) => attemptDurations,
  },
  {
    kind: 'histogram',
    name: 'clientele_webhook_turn_duration_seconds',
    help: 'How long turns of endpoints lasted.',
    read: ({ turns }) => turns,
  },
];

/** As the database has them: the same at every worker. */
export interface BacklogReadings {
  readonly due: number;
  readonly oldestSeconds: number;
}

export const backlogMetrics: readonly Metric<BacklogReadings>[] = [
  {
    kind: 'gauge',
    name: 'clientele_webhook_backlog',
    help: 'Deliveries that are due, of endpoints that take what they are sent: only a worker keeps them waiting. Counted up to 10,000.',
    read: ({ due }) => due,
  },
  {
    kind: 'gauge',
    name: 'clientele_webhook_oldest_due_seconds',
    help: 'For how long the oldest of them has been due.',
    read: ({ oldestSeconds }) => oldestSeconds,
  },
];
