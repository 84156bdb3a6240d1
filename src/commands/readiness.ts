// Whether an origin can answer, for /readyz: its database says so, on a connection of its own, so that who is merely busy is ready,
// and has the tables of this version. Invariant: each turn from ready to not ready, and back, stands in the log once, with its reason.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type pino from 'pino';
import { migrationsFolder, migrationsTable } from '../db/migrate.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { isReady, type Part, type Parts } from '../http/health.ts';

interface Probe {
  query<Row>(text: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
}

/** An orchestrator asks every few seconds, and has given up after some itself. */
const timeoutMs = 1_000;

export const createProbe = (databaseUrl: string): Pool =>
  createPool({
    url: databaseUrl,
    name: 'clientele readiness',
    max: 1,
    connectTimeoutMs: timeoutMs,
    statementTimeoutMs: timeoutMs,
  });

/** The migration without which this code cannot run; those of a newer version may be there too. */
const newest = readdirSync(migrationsFolder)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => basename(file, '.sql'))
  .sort()
  .at(-1)!;

const hasNewest = `select exists (select from ${migrationsTable} where name = $1) as has`;
const older: Part = { status: 'unavailable', reason: `the database lacks ${newest}: run \`clientele migrate\`` };

export function createReadiness(probe: Probe, log: Pick<pino.Logger, 'info' | 'warn'>): () => Promise<Parts> {
  let wasReady = true;
  let asked: Promise<Parts> | null = null;

  async function ask(): Promise<Parts> {
    const fromMs = performance.now();
    try {
      const [row] = (await probe.query<{ has: boolean }>(hasNewest, [newest])).rows;
      const database: Part = { status: 'ok', ms: Math.round(performance.now() - fromMs) };
      return tell({ database, schema: row?.has ? { status: 'ok' } : older });
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      // Who may not read the list of migrations, or finds none, is before the one that grants it.
      if (code === '42501' || code === '42P01') return tell({ database: { status: 'ok' }, schema: older }, error);
      return tell({ database: { status: 'unavailable', reason: message, ...(code !== undefined && { code }) } }, error);
    }
  }

  function tell(parts: Parts, error?: unknown): Parts {
    const isNow = isReady(parts);
    if (isNow && !wasReady) log.info('the database answers again: ready');
    if (!isNow && wasReady)
      log.warn({ err: error, parts, timeoutMs }, 'the database does not answer as it must: not ready');
    wasReady = isNow;
    return parts;
  }

  // Who comes while it is asked is told the same: strangers may ask as often as they like.
  return () => {
    asked ??= ask().finally(() => {
      asked = null;
    });
    return asked;
  };
}
