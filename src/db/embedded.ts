// The database of a machine that has none: real PostgreSQL from npm, kept in `<dataDir>/postgres`.
// Invariant: one living process owns a data folder. A server left behind by a killed owner is taken over, not doubled.
import { randomBytes, randomUUID } from 'node:crypto';
import { access, constants, mkdir, realpath, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { OperatorError } from '../lib/operator-error.ts';
import { readFileIfAny, writePrivateFile } from '../lib/private-file.ts';
import type { Account } from '../lib/run-program.ts';
import { findServerAccount, mayUse } from './embedded-account.ts';
import { makeEnterable, prepareBinaries, sharedFolder } from './embedded-binaries.ts';
import { type Cluster, createCluster, runningServer, startServer, stopServer } from './embedded-cluster.ts';
import { lockFolder } from './folder-lock.ts';

export interface EmbeddedPostgres {
  /** The superuser on database `postgres`, on 127.0.0.1. */
  readonly url: string;
  /** Fast shutdown: connections still open are ended. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** What to do when another living process owns the folder: use its server, or fail. @default 'fail' */
  readonly whenTaken?: 'join' | 'fail';
  /** false trades safety for speed: for servers that are thrown away. @default true */
  readonly isDurable?: boolean;
}

/** What must survive a restart beside the data; written before the data get their final name. */
interface Secrets {
  readonly password: string;
  readonly port?: number;
}

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await createDataFolder(dataDir);
  const lock = await lockFolder(dataDir);
  if (!lock.isOurs) {
    if (options.whenTaken === 'join') return joinServer(dataDir, lock.ownerPid);
    throw new OperatorError(
      `The data folder ${dataDir} is in use by process ${lock.ownerPid}. ` +
        'Stop that process, or set DATA_DIR to another folder.',
    );
  }
  try {
    const { cluster, url } = await startOwned(dataDir, options.isDurable ?? true);
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= stopServer(cluster).finally(() => lock.release());
      return stopped;
    };
    return { url, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startOwned(dataDir: string, isDurable: boolean): Promise<{ cluster: Cluster; url: string }> {
  const inside = join(dataDir, 'postgres');
  const account = await findServerAccount(inside);
  const binaries = await prepareBinaries(account, dataDir);
  const existing = await realpath(inside).catch(() => undefined);
  const folder = existing ?? (await chooseFolder(account, dataDir));
  const cluster: Cluster = { folder, binaries, account, isDurable };

  let secrets = await readSecrets(dataDir);
  if (!existing) {
    secrets = { password: randomBytes(24).toString('base64url') };
    await writeSecrets(dataDir, secrets);
    await createCluster(cluster, secrets.password);
    if (folder !== inside) await symlink(folder, inside);
  } else if (!(await mayUse(account, folder, 'execute'))) {
    throw new OperatorError(
      `The database in ${folder} cannot be reached by the account that owns it: a folder above it is closed. ` +
        'Move DATA_DIR to a folder that every account may enter.',
    );
  }
  if (!secrets) {
    throw new OperatorError(
      `${join(dataDir, 'postgres.json')}, which holds the database's password, is missing. ` +
        `Restore it, or delete ${inside} to begin with an empty database.`,
    );
  }

  const port = (await takeOverServer(cluster, secrets)) ?? (await startServer(cluster, secrets.port));
  if (port !== secrets.port) await writeSecrets(dataDir, { ...secrets, port });
  return { cluster, url: urlOf({ ...secrets, port }) };
}

// Root's files are often out of reach for the server's account (a project under /root): then the data live elsewhere,
// and `<dataDir>/postgres` is a link to them.
async function chooseFolder(account: Account | undefined, dataDir: string): Promise<string> {
  const inside = join(dataDir, 'postgres');
  await rm(inside, { force: true }); // a link whose target is gone
  if (await mayUse(account, dataDir, 'execute')) return inside;
  await makeEnterable(sharedFolder);
  return join(sharedFolder, `data-${randomUUID()}`);
}

/** The port of a server that a killed process left behind, once it answers. */
async function takeOverServer(cluster: Cluster, secrets: Secrets): Promise<number | undefined> {
  // It may be shutting down, or recovering from a crash: both end within seconds, one way or the other.
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const running = await runningServer(cluster);
    if (!running) return undefined;
    if (running.port && (await answers(urlOf({ ...secrets, port: running.port }), cluster.folder))) return running.port;
    await pause(200);
  }
  throw new OperatorError(
    `A process that looks like the PostgreSQL server of ${cluster.folder} runs but does not answer. ` +
      `If it is something else, delete ${join(cluster.folder, 'postmaster.pid')} and start again.`,
  );
}

async function joinServer(dataDir: string, ownerPid: number): Promise<EmbeddedPostgres> {
  const secrets = await readSecrets(dataDir);
  const folder = await realpath(join(dataDir, 'postgres')).catch(() => undefined);
  const url = urlOf(secrets ?? { password: '' });
  if (folder && secrets?.port && (await answers(url, folder))) return { url, stop: async () => undefined };
  throw new OperatorError(
    `Process ${ownerPid} owns the data folder ${dataDir}, but its database does not answer yet. Try again in a moment.`,
  );
}

/** Whether the server behind the URL is ours: it takes our password and serves our folder. */
async function answers(url: string, folder: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
    return rows[0]?.folder === folder;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlOf({ password, port }: Secrets): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function readSecrets(dataDir: string): Promise<Secrets | undefined> {
  const content = await readFileIfAny(join(dataDir, 'postgres.json'));
  return content === undefined ? undefined : (JSON.parse(content) as Secrets);
}

async function writeSecrets(dataDir: string, secrets: Secrets): Promise<void> {
  await writePrivateFile(join(dataDir, 'postgres.json'), `${JSON.stringify(secrets)}\n`);
}

async function createDataFolder(dataDir: string): Promise<void> {
  try {
    // 0711: the server's account must pass through to its own folder, and nobody needs to list what is here.
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { message } = error as Error;
    throw new OperatorError(
      `The data folder ${dataDir} cannot be used: ${message}. Set DATA_DIR to a folder that you may write to.`,
    );
  }
}
