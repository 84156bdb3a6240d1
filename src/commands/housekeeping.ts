// What is kept for a time and then of no use: the worker sweeps it, of all tenants. Each statement drops what is due and nothing else,
// so any number of workers may do it.
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '../db/pool.ts';

/** Rows of one statement: nobody waits long for their locks. */
const mostRows = 5_000;
/** Of one kind, in a row; the next run goes on. */
const mostPieces = 200;
const everyMs = 3_600_000;
const retryMs = 60_000;

const sweep = (table: string, isDue: string) =>
  `/* sweep */ delete from ${table} where ctid = any (array(select ctid from ${table} where ${isDue} limit ${mostRows}))`;

const sweeps = [
  // As long as src/api/idempotency.ts replays them.
  sweep('idempotent_reply', `created_at < now() - interval '24 hours'`),
  // As long as src/api/persisted-rows.ts finds them.
  sweep('persisted_operation', `source = 'apq' and registered_at <= now() - interval '30 days'`),
  // The log of deliveries.
  sweep('webhook_delivery', `finished_at < now() - interval '30 days'`),
];

export interface HousekeepingOptions {
  /** Of the worker's role. */
  readonly pool: Pool;
  readonly onError: (error: unknown) => void;
}

export function startHousekeeping({ pool, onError }: HousekeepingOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();

  async function sweepAll(text: string): Promise<void> {
    for (let piece = 0; piece < mostPieces && !stopped.signal.aborted; piece++) {
      const { rowCount } = await pool.query(text);
      if ((rowCount ?? 0) < mostRows) return;
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      let waitMs = everyMs;
      for (const text of sweeps) {
        await sweepAll(text).catch((error) => {
          waitMs = retryMs;
          onError(error);
        });
      }
      await pause(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  }

  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
