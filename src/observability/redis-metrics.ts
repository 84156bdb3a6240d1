// What a node with Redis tells Prometheus of its connection.
import type { Counts, Metric } from './metric.ts';

export interface RedisReadings {
  readonly commands: Counts;
  readonly opened: number;
  readonly isOpen: boolean;
}

export const redisMetrics: readonly Metric<RedisReadings>[] = [
  {
    kind: 'counter',
    name: 'clientele_redis_commands_total',
    help: 'Commands to Redis: answered, refused, late, broken off, or skipped because the breaker was open.',
    label: 'result',
    read: ({ commands }) => commands,
  },
  {
    kind: 'counter',
    name: 'clientele_redis_breaker_opened_total',
    help: 'Times that Redis was given up for a while.',
    read: ({ opened }) => opened,
  },
  {
    kind: 'gauge',
    name: 'clientele_redis_breaker_open',
    help: '1: Redis is left alone until it answers again.',
    read: ({ isOpen }) => Number(isOpen),
  },
];
