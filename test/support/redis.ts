// A Redis server for one run. In this order: REDIS_URL; redis-server or valkey-server on the PATH; a private copy of
// Debian's packages under node_modules/.cache, unpacked and not installed, so it needs no root. npm ships no Redis.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface TestRedis {
  readonly url: string;
  /** Undefined for the server of REDIS_URL, which is not ours. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

interface Program {
  readonly file: string;
  readonly libraries?: string;
}

const run = promisify(execFile);
const cacheFolder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'redis');
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

export async function startRedis(): Promise<TestRedis> {
  const given = process.env['REDIS_URL'];
  if (given) return { url: given, pid: undefined, stop: async () => undefined };

  const { file, libraries } = (await findOnPath()) ?? (await findPrivateCopy()) ?? (await makePrivateCopy());
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir(), '--save', '', '--appendonly', 'no'];
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL'); // nothing is kept, so nothing needs an orderly end
    await gone;
  };
  try {
    await once(child, 'spawn');
    endWithThisProcess(child);
    await ready(child);
    return { url: `redis://127.0.0.1:${port}`, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// A shell waits on a pipe that only this process holds open: even kill -9 of the run closes it and ends the server.
function endWithThisProcess(server: ChildProcess): void {
  const janitor = spawn('/bin/sh', ['-c', 'cat > /dev/null; kill -9 "$1"', 'sh', String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  server.once('exit', () => janitor.kill('SIGKILL'));
}

async function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    if (/Ready to accept connections/.test(line)) {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
