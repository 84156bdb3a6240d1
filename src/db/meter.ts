// What goes through a pool, counted for its metrics.
import type { Pool } from 'pg';
import { createHistogram } from '../observability/histogram.ts';
import type { SqlReadings } from '../observability/sql-metrics.ts';

export interface SqlMeter {
  readonly began: { read: number; write: number };
  failures: number;
  /** Seconds. */
  statement(seconds: number): void;
  waited(seconds: number): void;
  read(): SqlReadings;
}

const meters = new WeakMap<Pool, SqlMeter>();

export function meterOf(pool: Pool): SqlMeter {
  let meter = meters.get(pool);
  if (!meter) {
    meter = createMeter(pool);
    meters.set(pool, meter);
  }
  return meter;
}

function createMeter(pool: Pool): SqlMeter {
  const statements = createHistogram();
  const waits = createHistogram();
  const began = { read: 0, write: 0 };
  const meter: SqlMeter = {
    began,
    failures: 0,
    statement: statements.observe,
    waited: waits.observe,
    read() {
      const { totalCount, idleCount, waitingCount: waiting, options } = pool;
      return {
        transactions: { ...began },
        waits: waits.read(),
        statements: statements.read(),
        failures: meter.failures,
        connections: { used: totalCount - idleCount, idle: idleCount },
        waiting,
        most: options.max,
      };
    },
  };
  return meter;
}
