// How the database is, for operators: one statement, which reads views and sizes and locks nothing.
// Invariant: whoever asks often is told what was found a moment ago, and nobody waits long.
import { createPool } from './pool.ts';

/** Other logins' sessions are seen as far as pg_read_all_stats is granted; waits for locks and the horizon always. */
const vitalsText = `/* vitals */ with waiting as materialized (
    select waitstart from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()
  ) select pg_database_size(current_database())::float8 as bytes,
  (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
  coalesce((select extract(epoch from clock_timestamp() - min(xact_start)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()), 0)::float8 as "oldestTransactionSeconds",
  (pg_snapshot_xmax(pg_current_snapshot())::text::float8 - pg_snapshot_xmin(pg_current_snapshot())::text::float8) as horizon,
  (select count(*) from waiting)::int as "lockWaits",
  coalesce((select extract(epoch from clock_timestamp() - min(waitstart)) from waiting), 0)::float8 as "longestLockWaitSeconds",
  (select count(*) from pg_stat_replication)::int as replicas`;

export interface DatabaseVitals {
  readonly bytes: number;
  readonly connections: number;
  readonly oldestTransactionSeconds: number;
  readonly horizon: number;
  readonly lockWaits: number;
  readonly longestLockWaitSeconds: number;
  readonly replicas: number;
}

export interface VitalsReader {
  /** What was found last, or null; if that is old, a new look is begun. */
  latest(): DatabaseVitals | null;
  stop(): Promise<void>;
}

const everyMs = 5_000;
const withinMs = 2_000;

export function createVitalsReader(databaseUrl: string, now = () => performance.now()): VitalsReader {
  // As the login itself, which sees its own sessions; opened when somebody looks, and closed again after ten seconds.
  const pool = createPool({
    url: databaseUrl,
    role: 'none',
    max: 1,
    connectTimeoutMs: withinMs,
    statementTimeoutMs: withinMs,
  });
  let found: DatabaseVitals | null = null;
  let askedMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    try {
      const { rows } = await pool.query<DatabaseVitals>(vitalsText);
      found = rows[0]!;
    } catch {
      found = null; // the console says that it does not answer; /readyz and the log say why
    }
  }

  return {
    latest() {
      if (now() - askedMs >= everyMs) {
        askedMs = now();
        void look();
      }
      return found;
    },
    stop: () => pool.end(),
  };
}
