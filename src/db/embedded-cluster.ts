// One PostgreSQL data directory and its server, driven by pg_ctl: create, start, look, stop.
// Invariant: a cluster folder under its final name is complete; creation happens aside and ends with a rename.
import { randomUUID } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '../lib/operator-error.ts';
import { type Account, type ProgramResult, runProgram } from '../lib/run-program.ts';
import type { Binaries } from './embedded-binaries.ts';

export interface Cluster {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  /** false gives up surviving a power cut for speed: for throw-away servers. */
  readonly isDurable: boolean;
}

export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  const { folder, account, binaries } = cluster;
  const drafts = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    // A process killed in the middle left its draft; never reused, because its initdb may still be writing there.
    if (name.startsWith(drafts)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
  const draft = join(dirname(folder), `${drafts}${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    const file = await open(passwordFile, 'wx', 0o600);
    await file.writeFile(password).finally(() => file.close());
    if (account) await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));

    // The builtin provider sorts and folds case alike on every machine. Trigrams still ask the system which letters
    // are letters: under the plain C locale "Müller" would be split at the "ü", so C is the last resort.
    let result: ProgramResult = { code: 1, output: '' };
    for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      result = await runProgram(
        binaries.initdb,
        [
          ...['--pgdata', draft, '--username', 'postgres', '--auth', 'scram-sha-256', '--pwfile', passwordFile],
          ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
          ...['--lc-collate', 'C', '--lc-ctype', ctype, '--text-search-config', 'simple', '--no-instructions'],
          ...(cluster.isDurable ? [] : ['--no-sync']),
        ],
        { account },
      );
      if (!result.output.includes('invalid locale name')) break;
    }
    if (result.code !== 0)
      throw new OperatorError(`PostgreSQL could not create its data in ${folder}: ${result.output}`);
    await rename(draft, folder);
  } finally {
    await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
  }
}

/** Starts the server and resolves with its port once it accepts connections; the preferred port if it is free. */
export async function startServer(cluster: Cluster, preferredPort: number | undefined): Promise<number> {
  const { folder, account, binaries } = cluster;
  const log = join(folder, 'server.log');
  // A port that was free a moment ago may be taken when PostgreSQL binds it: hence the second and third try.
  for (let triesLeft = 2; ; triesLeft -= 1) {
    const port = await freePort(preferredPort);
    await rename(log, `${log}.1`).catch(() => undefined);
    const settings = Object.entries(settingsOf(cluster, port)).map(([name, value]) => `-c ${name}=${value}`);
    const args = [
      'start',
      '--pgdata',
      folder,
      '--log',
      log,
      '--wait',
      '--timeout',
      '60',
      '--options',
      settings.join(' '),
    ];
    const { code, output } = await runProgram(binaries.pgCtl, args, { account });
    if (code === 0) return port;
    const lines = await readFile(log, 'utf8').catch(() => '');
    if (triesLeft > 0 && lines.includes('could not bind')) continue;
    throw new OperatorError(`PostgreSQL did not start on ${folder}: ${lastLines(lines) || output}`);
  }
}

/** The port of the server that runs on this folder, undefined when none does. */
export async function runningServer({ folder, account, binaries }: Cluster): Promise<{ port: number } | undefined> {
  const { code } = await runProgram(binaries.pgCtl, ['status', '--pgdata', folder], { account });
  if (code !== 0) return undefined;
  // Line 4 of postmaster.pid is the port; the file may vanish or be half written while the server stops or starts.
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return { port: Number(lines[3] ?? 0) };
}

/** Ends open transactions and connections, writes a checkpoint; fine when the server is already gone. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const { folder, account, binaries } = cluster;
  const args = ['stop', '--pgdata', folder, '--mode', 'fast', '--wait', '--timeout', '60'];
  const { code, output } = await runProgram(binaries.pgCtl, args, { account });
  if (code !== 0 && (await runningServer(cluster))) {
    throw new OperatorError(`PostgreSQL on ${folder} did not stop: ${output}`);
  }
}

function settingsOf(cluster: Cluster, port: number): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    // No socket file: paths have a length limit, and /tmp may be shared.
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(!cluster.isDurable && {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: 0,
    }),
  };
}

async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  const port = await new Promise<number | undefined>((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? address?.port : undefined);
    });
  });
  if (port === undefined) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function lastLines(log: string): string {
  return log.trim().split('\n').slice(-5).join('\n');
}
