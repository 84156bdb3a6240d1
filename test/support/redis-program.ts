// The program of Redis, and processes of it. In this order: redis-server or valkey-server on the PATH; a private copy of Debian's packages
// under node_modules/.cache, unpacked and not installed, so it needs no root. npm ships no Redis.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { endWithThisProcess } from './janitor.ts';

interface Program {
  readonly file: string;
  readonly libraries?: string;
}

const run = promisify(execFile);
const cacheFolder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'redis');
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

/** Resolves when it takes connections. The folder is removed with it, should this process end. */
export async function launch(args: readonly string[], folder: string): Promise<ChildProcess> {
  const { file, libraries } = (await findOnPath()) ?? (await findPrivateCopy()) ?? (await makePrivateCopy());
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  });
  try {
    await once(child, 'spawn');
    endWithThisProcess(child, folder);
    await ready(child);
    return child;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    if (/Ready to accept connections|Sentinel ID is/.test(line)) {
      child.stdout!.resume(); // a full pipe would stop the server
      return;
    }
    said.push(line);
  }
  throw new Error(`Redis ended before it was ready:\n${said.slice(-5).join('\n')}`);
}

async function findOnPath(): Promise<Program | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const file = join(folder, name);
      if (folder && (await exists(file))) return { file };
    }
  }
  return undefined;
}

async function findPrivateCopy(): Promise<Program | undefined> {
  const root = join(cacheFolder, 'root');
  const file = join(root, 'usr', 'bin', 'redis-server');
  if (!(await exists(file))) return undefined;
  // Debian keeps libraries in a folder named after the architecture.
  const [triplet] = await readdir(join(root, 'usr', 'lib'));
  return { file, libraries: join(root, 'usr', 'lib', triplet ?? '') };
}

async function makePrivateCopy(): Promise<Program> {
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'draft-'));
  try {
    await download(draft);
    const unpacked = join(draft, 'root');
    for (const name of (await readdir(draft)).filter((file) => file.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(draft, name), unpacked]);
    }
    // Another run may have finished first; its copy is as good.
    await rename(unpacked, join(cacheFolder, 'root')).catch(() => undefined);
    const program = await findPrivateCopy();
    if (program) return program;
    throw new Error('the unpacked packages hold no redis-server');
  } catch (error) {
    throw new Error(
      'These tests need a Redis server and found none. Set REDIS_URL, or install redis-server or valkey-server. ' +
        `A private copy by apt-get did not work: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<void> {
  const fetchPackages = () => run('apt-get', ['download', ...packages], { cwd: folder });
  try {
    await fetchPackages();
  } catch (error) {
    // Package lists may be missing or old; only root may renew them.
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update']);
    await fetchPackages();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
