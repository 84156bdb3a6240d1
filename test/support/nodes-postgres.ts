// A PostgreSQL server that a test may hurt: it can crash and come back on the same port, single backends can be stopped where they
// are, and its database can be put back to an earlier copy. Gone with the run, however that ends.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../src/db/migrate.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { databaseUrl, onServer } from './postgres.ts';
import { until } from './until.ts';

export interface OwnPostgres {
  /** A superuser's, to a migrated database. */
  readonly url: string;
  /** SIGQUIT: nobody is told, nothing is written any more, the next start recovers from the log. SIGINT: in good order. */
  end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void>;
  start(): Promise<void>;
  /** Processes that serve the change feeds. */
  relays(): Promise<number[]>;
  /** Copies the database; everybody's connections end. */
  backUp(): Promise<void>;
  /** Puts the copy in the place of the database, as restoring a dump does; everybody's connections end. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

const [live, backup, gone] = ['crm', 'crm_backup', 'crm_gone'];

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const server = await startThrowawayPostgres();
  const admin = <T>(text: string) => onServer(server.url, async (sql) => (await sql.query(text)).rows as T[]);
  await admin(`create database ${live}`);
  const url = databaseUrl(server.url, live);
  await migrate(url);
  const [{ folder } = { folder: '' }] = await admin<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  );
  const pidFile = join(folder, 'postmaster.pid');

  /** PostgreSQL copies and renames databases that nobody is connected to. */
  async function alone(work: () => Promise<unknown>): Promise<void> {
    await admin(`alter database ${live} allow_connections false`);
    await admin(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${live}'`);
    await work();
    await admin(`alter database ${live} allow_connections true`);
  }

  return {
    url,
    async end(signal) {
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n');
      process.kill(Number(pid), signal);
      await until(() => !existsSync(pidFile), { withinMs: 20_000, what: 'that the server is gone' });
    },
    async start() {
      // As it was started, by the account that owns it: PostgreSQL writes that down.
      const line = await readFile(join(folder, 'postmaster.opts'), 'utf8');
      const args = [...line.matchAll(/"([^"]*)"/g)].map(([, argument]) => argument!);
      const { uid, gid } = await stat(folder);
      const account = process.getuid?.() === 0 ? { uid, gid } : {};
      spawn(line.split(' ')[0]!, args, { cwd: folder, env: {}, detached: true, stdio: 'ignore', ...account }).unref();
      const answers = () =>
        admin('select').then(
          () => true,
          () => false,
        );
      await until(answers, { withinMs: 30_000, what: 'that the server is back' });
    },
    async relays() {
      const rows = await admin<{ pid: number }>(
        `select pid from pg_stat_activity where datname = '${live}' and application_name = 'clientele change feed'`,
      );
      return rows.map(({ pid }) => pid);
    },
    backUp: () => alone(() => admin(`create database ${backup} template ${live} strategy file_copy`)),
    async restore() {
      await alone(async () => {
        await admin(`alter database ${live} rename to ${gone}`);
        await admin(`alter database ${backup} rename to ${live}`);
      });
      await admin(`drop database ${gone}`);
    },
    stop: server.stop,
  };
}
