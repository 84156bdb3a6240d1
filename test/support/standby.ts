// A primary and its streaming standby, made with what is in npm's PostgreSQL: no pg_basebackup, but its low-level protocol.
// Invariant: both are gone with the run, however that ends.
import { appendFile, chown, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findServerAccount } from '../../src/db/embedded-account.ts';
import { prepareBinaries } from '../../src/db/embedded-binaries.ts';
import { type Cluster, startServer, stopServer } from '../../src/db/embedded-cluster.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { runProgram } from '../../src/lib/run-program.ts';
import { onServer } from './postgres.ts';
import { until } from './until.ts';

export interface ReplicatedPostgres {
  /** A superuser's, on database `postgres`. */
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** From now on a commit is acknowledged when the standby has it too. */
  makeSynchronous(): Promise<void>;
  /** kill -9 of all of it. */
  killPrimary(): Promise<void>;
  promote(): Promise<void>;
  /** What is written from now on is not seen on the standby, until it goes on. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Queries on the standby that stand in the way of its replay are cancelled without delay. */
  cancelAtOnce(): Promise<void>;
  /** Resolves when the standby shows everything that was committed before the call. */
  caughtUp(): Promise<void>;
  killStandby(): Promise<void>;
  startStandby(): Promise<void>;
  stop(): Promise<void>;
}

interface Member extends Cluster {
  readonly port: number;
}

/** Durable, that is, with a log that a standby can follow. */
async function memberOf(url: string): Promise<Member> {
  const { rows } = await onServer(url, (client) =>
    client.query<{ folder: string }>(`select current_setting('data_directory') as folder`),
  );
  const { folder } = rows[0]!;
  const account = await findServerAccount(folder);
  const binaries = await prepareBinaries(account, folder);
  return { folder, account, binaries, isDurable: true, port: Number(new URL(url).port) };
}

async function copy(from: string, to: string): Promise<void> {
  for (const name of await readdir(to)) await rm(join(to, name), { recursive: true });
  // Files come and go while they are copied; what was written meanwhile is in the log.
  const { code, output } = await runProgram('cp', ['-a', `${from}/.`, to]);
  if (code !== 0 && !/cannot (stat|open)/.test(output)) throw new Error(output);
  for (const name of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, name), { force: true });
}

async function kill({ folder }: Member): Promise<void> {
  const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL'); // its children notice within milliseconds, and end
}

/** As the account that runs the server. */
async function write({ folder, account }: Member, name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  if (account) await chown(join(folder, name), account.uid, account.gid);
}

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const [first, second] = await Promise.all([startThrowawayPostgres(), startThrowawayPostgres()]);
  const primary = await memberOf(first.url);
  const standby = await memberOf(second.url);
  await Promise.all([stopServer(primary), stopServer(standby)]);
  await startServer(primary, primary.port);
  const { password, username } = new URL(first.url);
  await onServer(first.url, async (client) => {
    await client.query(`select pg_backup_start('standby', true)`);
    await copy(primary.folder, standby.folder);
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    await write(standby, 'backup_label', rows[0]!.labelfile);
  });
  await write(standby, 'standby.signal', '');
  const source = `host=127.0.0.1 port=${primary.port} user=${username} password=${decodeURIComponent(password)} application_name=standby`;
  await appendFile(join(standby.folder, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  await startServer(standby, standby.port);
  const url = new URL(first.url);
  url.port = String(standby.port);
  const standbyUrl = String(url);
  const onStandby = (text: string) => onServer(standbyUrl, (client) => client.query(text).then(() => {}));
  const isStreaming = (state: string) =>
    onServer(first.url, async (client) => {
      const { rowCount } = await client.query(`select from pg_stat_replication where ${state}`);
      return rowCount === 1;
    });
  await until(() => isStreaming(`state = 'streaming'`), { withinMs: 30_000, what: 'that the standby follows' });
  return {
    primaryUrl: first.url,
    standbyUrl,
    async makeSynchronous() {
      await onServer(first.url, async (client) => {
        await client.query(`alter system set synchronous_standby_names = 'standby'`);
        await client.query('select pg_reload_conf()');
      });
      await until(() => isStreaming(`sync_state = 'sync'`), { withinMs: 30_000, what: 'that it is waited for' });
    },
    killPrimary: () => kill(primary),
    promote: () => onStandby('select pg_promote()'),
    pauseReplay: () => onStandby('select pg_wal_replay_pause()'),
    resumeReplay: () => onStandby('select pg_wal_replay_resume()'),
    async cancelAtOnce() {
      await onStandby('alter system set max_standby_streaming_delay = 0');
      await onStandby('select pg_reload_conf()');
    },
    async caughtUp() {
      const { rows } = await onServer(first.url, (client) =>
        client.query<{ now: string }>('select pg_current_wal_flush_lsn() as now'),
      );
      await onServer(standbyUrl, async (client) => {
        const isThere = async () => {
          const found = await client.query<{ is: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as is', [
            rows[0]!.now,
          ]);
          return found.rows[0]!.is;
        };
        await until(isThere, { withinMs: 20_000, what: 'that the standby shows what was committed' });
      });
    },
    killStandby: () => kill(standby),
    startStandby() {
      // PostgreSQL refuses as long as something is left of the one that was killed.
      const isUp = () => startServer(standby, standby.port).then(Boolean, () => false);
      return until(isUp, { withinMs: 20_000, what: 'that the standby is back' });
    },
    async stop() {
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}
