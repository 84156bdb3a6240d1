// The metrics of a worker, and who may ask for them: it has a listener for operators if it is given a port.
import { meterOf } from '../db/meter.ts';
import type { Pool } from '../db/pool.ts';
import { ClientError } from '../errors.ts';
import type { HealthOptions } from '../http/health.ts';
import { createInternal } from '../http/internal.ts';
import { createOperatorCheck } from '../http/operator.ts';
import { type RunningServer, startHttpServer } from '../http/server.ts';
import { buildMetrics } from '../observability/build-metrics.ts';
import { type FlowReadings, flowMetrics } from '../observability/flow-metrics.ts';
import { createHistogram } from '../observability/histogram.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { sqlMetrics } from '../observability/sql-metrics.ts';
import { backlogMetrics, webhookMetrics } from '../observability/webhook-metrics.ts';
import { readBacklog } from '../webhooks/backlog.ts';
import { type Attempt, isTaken } from '../webhooks/send.ts';
import { readBuildId } from './build-id.ts';

export interface WorkerMetrics extends Metrics {
  attempted(attempt: Attempt): void;
  /** A turn of an endpoint has ended. */
  turned(seconds: number): void;
}

export interface WorkerParts {
  readonly pool: Pool;
  /** Of the worker's role. */
  readonly feedPool: Pool;
  readonly flow: () => FlowReadings;
}

export function createWorkerMetrics({ pool, feedPool, flow }: WorkerParts): WorkerMetrics {
  const attempts = { delivered: 0, refused: 0, unanswered: 0 };
  const attemptDurations = createHistogram();
  const turns = createHistogram();
  const buildId = readBuildId();
  const metrics = createMetrics();
  metrics.add(webhookMetrics, () => ({
    attempts: { ...attempts },
    attemptDurations: attemptDurations.read(),
    turns: turns.read(),
  }));
  metrics.add(backlogMetrics, () => readBacklog(feedPool).catch(() => null));
  metrics.add(flowMetrics, flow);
  metrics.add(sqlMetrics, meterOf(pool).read);
  metrics.add(buildMetrics, () => buildId);
  return {
    ...metrics,
    attempted(attempt) {
      attempts[isTaken(attempt) ? 'delivered' : attempt.status === null ? 'unanswered' : 'refused']++;
      attemptDurations.observe(attempt.durationMs / 1_000);
    },
    turned: turns.observe,
  };
}

export interface OperatorListenerOptions {
  readonly port: number;
  readonly host: string;
  /** Without it there are /livez and /readyz alone. */
  readonly operatorKey: string | undefined;
  readonly metrics: Metrics;
  readonly parts: HealthOptions['parts'];
  readonly onError: (error: unknown) => void;
}

export function startOperatorListener({ operatorKey, ...options }: OperatorListenerOptions): Promise<RunningServer> {
  return startHttpServer({
    ...options,
    isOperator: createOperatorCheck(operatorKey),
    graphql() {
      throw new ClientError('NOT_FOUND', 'A worker answers no operations.');
    },
    internal: operatorKey === undefined ? [] : [createInternal({ ...options, operatorKey, doctor: null })],
  });
}
