// Keeps house in the change table: partitions ahead of their time, and away with what is older than 72 hours (the functions of
// migration 0011 know what is due). Every origin does it; the one that comes second finds nothing to do.
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '../db/pool.ts';

export interface RetentionOptions {
  /** Of the app role. */
  readonly pool: Pool;
  /** The change table goes on without: rows find the default partition, and old ones stay. */
  readonly onError?: (error: unknown) => void;
  /** @default an hour */
  readonly everyMs?: number;
  /** After an error. @default a minute */
  readonly retryMs?: number;
}

// First room for what comes: without it the default partition fills up.
const works = ['make_change_partition', 'drop_change_partition', 'trim_change_rest'];

/** Pieces of one kind of work in a row; the next run goes on. */
const mostPieces = 1_000;

/** The functions take this lock themselves, and find nothing to do without it: then it is not known whether there is any, which is null here. */
const inTurn = (work: string) =>
  `select case when pg_try_advisory_xact_lock(hashtext('change_partition')) then ${work}() end as more`;

/** A piece of another origin takes milliseconds. */
const turnMs = 20;

export function startRetention(options: RetentionOptions): { stop(): Promise<void> } {
  const { pool, onError = () => {}, everyMs = 3_600_000, retryMs = 60_000 } = options;
  const stopped = new AbortController();

  /** Each work by itself: one that waits in vain for a lock does not keep the others from theirs. */
  async function runOnce(): Promise<boolean> {
    let isDone = true;
    for (const work of works) {
      try {
        await keepOn(work);
      } catch (error) {
        isDone = false;
        if (!stopped.signal.aborted) onError(error);
      }
    }
    return isDone;
  }

  /** Each piece is a transaction of its own: nobody waits for more than one. */
  async function keepOn(work: string): Promise<void> {
    for (let piece = 0; piece < mostPieces && !stopped.signal.aborted; piece++) {
      const { rows } = await pool.query<{ more: boolean | null }>(inTurn(work));
      const { more } = rows[0]!;
      if (more === false) return;
      if (more === null) await pause(turnMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const waitMs = (await runOnce()) ? everyMs : retryMs;
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
