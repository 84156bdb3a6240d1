// One replica: its connections, and how far it is, asked a few times a second. It is open while it answers as a standby of our primary.
// Invariant: after a failure it is left alone, for longer each time, and open again only when a probe that began later finds it well.
import { setTimeout as pause } from 'node:timers/promises';
import { cutWhenAborted } from './patience.ts';
import { createPool, type Pool, type PoolOptions } from './pool.ts';
import { createReplicaLag } from './replica-lag.ts';

/** How far a replica was: it saw all transactions below `xmin`, in the history of that `identity`. */
export interface Standing {
  readonly identity: string;
  readonly xmin: number;
  /** For how long it has lacked something that the primary had. */
  readonly lagSeconds: number;
}

export interface Replica {
  /** Host and port. */
  readonly name: string;
  readonly pool: Pool;
  /** Null: it is not to be asked. */
  standing(): Standing | null;
  /** Why not, in the words of PostgreSQL. */
  trouble(): string | null;
  /** A read begins; call what it answers when it is over. `signal` is aborted when the replica does not answer any more. */
  begin(): { readonly signal: AbortSignal; end(): void };
  reading(): number;
  /** A read has shown this. */
  saw(identity: string | null, xmin: number): void;
  /** A read has failed for a reason of the replica's. */
  failed(error: unknown): void;
  stop(): Promise<void>;
}

export interface ReplicaOptions extends Pick<PoolOptions, 'url' | 'max' | 'statementTimeoutMs'> {
  /** Where the primary is, as far as it is known: in which history, and from which transaction on nothing is seen. */
  readonly known: () => { readonly identity: string | null; readonly xmax: number };
  /** When it is closed, with the reason, and with null when it is open again. */
  readonly onTurn: (name: string, trouble: string | null) => void;
  /** Of the probe. @default 250 */
  readonly everyMs?: number;
}

/** A server that stands still holds nobody up for longer. */
const withinMs = 1_000;
/** Doubled with each failure, up to 32 times; each probe that succeeds takes one of them back. */
const mostDoublings = 5;

/** All is applied that was received, and more would come: then it lacks nothing, though an open transaction holds its `xmin` back. */
const probeText = `select (select identity from change_identity) as identity, pg_is_in_recovery() as "isStandby",
  pg_snapshot_xmin(pg_current_snapshot())::text::float8 as xmin,
  coalesce(pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(), false) and exists (select from pg_stat_wal_receiver) as "isCurrent"`;

const strange = () =>
  new Error('it follows another history than the primary, or has yet to hear of a crash or a promotion');

interface Probed {
  readonly identity: string | null;
  readonly isStandby: boolean;
  readonly xmin: number;
  readonly isCurrent: boolean;
}

export function startReplica({ url, max, statementTimeoutMs, known, onTurn, everyMs = 250 }: ReplicaOptions): Replica {
  const name = new URL(url).host;
  const shared = { url, connectTimeoutMs: withinMs };
  const pool = createPool({
    ...shared,
    name: 'clientele origin',
    isReplica: true,
    ...(max !== undefined && { max }),
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
  });
  const probes = createPool({ ...shared, name: 'clientele replica probe', max: 1, statementTimeoutMs: withinMs });
  const lag = createReplicaLag();
  const stopped = new AbortController();
  let standing: Standing | null = null;
  let trouble: string | null = 'it was not asked yet';
  let failures = 0;
  let openAtMs = 0;
  let reading = 0;
  let answers = new AbortController();

  function close(error: unknown): void {
    const wasOpen = trouble === null;
    openAtMs = performance.now() + everyMs * 2 ** failures;
    failures = Math.min(failures + 1, mostDoublings);
    standing = null;
    trouble = error instanceof Error ? error.message : String(error);
    if (wasOpen) onTurn(name, trouble);
  }

  async function ask(): Promise<Probed> {
    const client = await probes.connect();
    const keep = cutWhenAborted(client, AbortSignal.any([stopped.signal, AbortSignal.timeout(withinMs)]));
    try {
      const { rows } = await client.query<Probed>({ name: 'probe', text: probeText });
      keep();
      client.release();
      return rows[0]!;
    } catch (error) {
      keep();
      client.release(true);
      throw error;
    }
  }

  async function probe(): Promise<void> {
    const aim = known();
    const askedMs = performance.now();
    const { identity, isStandby, xmin, isCurrent } = await ask();
    if (!isStandby) throw new Error('it is no standby: it was promoted, or is the primary itself');
    if (identity === null || identity !== aim.identity) throw strange();
    if (performance.now() < openAtMs) return;
    failures = Math.max(failures - 1, 0);
    lag.note(askedMs, aim.xmax, isCurrent ? Number.POSITIVE_INFINITY : xmin);
    standing = { identity, xmin, lagSeconds: lag.seconds() };
    if (trouble !== null) onTurn(name, null);
    trouble = null;
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await probe();
      } catch (error) {
        if (stopped.signal.aborted) return;
        close(error);
        answers.abort(new Error('the replica does not answer any more'));
        answers = new AbortController();
      }
      const waitMs = Math.max(everyMs, openAtMs - performance.now());
      await pause(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  }

  const running = run();
  return {
    name,
    pool,
    standing: () => standing,
    trouble: () => trouble,
    reading: () => reading,
    begin() {
      reading++;
      return { signal: answers.signal, end: () => void reading-- };
    },
    saw(identity, xmin) {
      if (standing === null) return;
      if (identity !== standing.identity) close(strange());
      else if (xmin > standing.xmin) standing = { ...standing, xmin };
    },
    failed(error) {
      // Of those that fail together the first tells enough.
      if (standing !== null) close(error);
    },
    async stop() {
      stopped.abort();
      await running;
      await Promise.all([pool.end(), probes.end()]);
    },
  };
}
