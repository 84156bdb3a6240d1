// A PostgreSQL server of a test's own, to be stopped, crashed and promoted. Invariant: it is gone when the test is, however that ends.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findServerAccount } from '../../src/db/embedded-account.ts';
import { prepareBinaries } from '../../src/db/embedded-binaries.ts';
import { type Cluster, startServer, stopServer } from '../../src/db/embedded-cluster.ts';
import { startThrowawayPostgres } from '../../src/db/throwaway.ts';
import { onServer } from './postgres.ts';
import { until } from './until.ts';

export interface TestCluster {
  /** A superuser's. */
  readonly url: string;
  /** Stops the server as an administrator does, and starts it again. */
  restart(): Promise<void>;
  /**
   * The server loses what was not written out. With its WAL writer asleep since hold(), that is all that nobody waited for.
   */
  crash(): Promise<void>;
  /** The WAL writer writes nothing out until the crash. */
  hold(): Promise<void>;
  /** Starts again as a standby of nobody; `pg_promote()` ends that. */
  becomeStandby(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(): Promise<TestCluster> {
  const server = await startThrowawayPostgres();
  const { url } = server;
  const port = Number(new URL(url).port);
  const ask = async <Row extends object>(text: string) =>
    (await onServer(url, (client) => client.query<Row>(text))).rows[0]!;
  const { folder } = await ask<{ folder: string }>(`select current_setting('data_directory') as folder`);
  const account = await findServerAccount(folder);
  const cluster: Cluster = { folder, account, binaries: await prepareBinaries(account, folder), isDurable: true };
  const start = async () => {
    if ((await startServer(cluster, port)) !== port) throw new Error(`port ${port} is taken`);
  };
  const walWriter = async () =>
    (await ask<{ pid: number }>(`select pid from pg_stat_activity where backend_type = 'walwriter'`)).pid;
  let held: number | undefined;
  // Nothing but what a test does may write to the log.
  await ask('alter system set autovacuum = off');
  await ask('alter system set max_prepared_transactions = 4');
  await stopServer(cluster);
  await start();
  return {
    url,
    async restart() {
      await stopServer(cluster);
      await start();
    },
    async hold() {
      held = await walWriter();
      process.kill(held, 'SIGSTOP');
    },
    async crash() {
      // A process that dies unclean takes all others with it: shared memory may be damaged. PostgreSQL recovers by itself.
      const pid = held ?? (await walWriter());
      held = undefined;
      process.kill(pid, 'SIGKILL');
      const isBack = () =>
        walWriter().then(
          (now) => now !== pid,
          () => false,
        );
      await until(isBack, { withinMs: 20_000, what: 'recovery' });
    },
    async becomeStandby() {
      await stopServer(cluster);
      await writeFile(join(folder, 'standby.signal'), '');
      await start();
    },
    stop: server.stop,
  };
}
