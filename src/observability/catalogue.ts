// All that a process may tell Prometheus, by part: docs/metrics.md is made of it, and alerts and dashboard name nothing else.
import { buildMetrics } from './build-metrics.ts';
import { cacheMetrics } from './cache-metrics.ts';
import { edgeMetrics } from './edge-metrics.ts';
import { flowMetrics } from './flow-metrics.ts';
import { httpMetrics } from './http-metrics.ts';
import { liveMetrics } from './live-metrics.ts';
import type { Metric } from './metric.ts';
import { redisMetrics } from './redis-metrics.ts';
import { replicaMetrics } from './replica-metrics.ts';
import { sqlMetrics } from './sql-metrics.ts';
import { backlogMetrics, webhookMetrics } from './webhook-metrics.ts';

export interface CataloguePart {
  readonly title: string;
  /** Which processes have it. */
  readonly where: string;
  readonly metrics: readonly Pick<Metric<never>, 'kind' | 'name' | 'help' | 'label'>[];
}

export const catalogue: readonly CataloguePart[] = [
  { title: 'Requests', where: 'origins, edges', metrics: httpMetrics },
  { title: 'Operations, cost and turns', where: 'origins, workers', metrics: flowMetrics },
  { title: 'PostgreSQL', where: 'origins, workers', metrics: sqlMetrics },
  { title: 'Read replicas', where: 'origins with `DATABASE_REPLICA_URLS`', metrics: replicaMetrics },
  { title: 'Cache and feed', where: 'origins, edges', metrics: cacheMetrics },
  { title: 'Redis', where: 'origins and edges with REDIS_URL', metrics: redisMetrics },
  { title: 'Live updates', where: 'origins', metrics: liveMetrics },
  { title: 'Origin, as an edge sees it', where: 'edges', metrics: edgeMetrics },
  { title: 'Webhooks', where: 'workers', metrics: [...webhookMetrics, ...backlogMetrics] },
  { title: 'Build', where: 'all', metrics: buildMetrics },
];
