// Redis servers for tests. In this order: REDIS_URL; redis-server or valkey-server on the PATH; a private copy of Debian's
// packages under node_modules/.cache, unpacked and not installed, so it needs no root. npm ships no Redis.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { endWithThisProcess } from './janitor.ts';

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

/** A server for one run: of REDIS_URL if that is set, otherwise our own. */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env['REDIS_URL'];
  return given ? { url: given, pid: undefined, stop: async () => undefined } : startOwnRedis();
}

/** A server that a test may hurt. It is never that of REDIS_URL. */
export interface OwnRedis extends TestRedis {
  /** Stops the process where it stands (SIGSTOP): connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** FLUSHALL. */
  flush(): Promise<void>;
  /** For CONFIG, SCRIPT and whatever else a test wants to see or to change; closed by `stop`. */
  readonly admin: Redis;
  /** Writes what the server holds to a file, and returns its path. Gone after `stop`. */
  dump(): Promise<string>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same port, after `kill` or by it: with what a dump holds, or empty. */
  restart(dump?: string): Promise<void>;
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const program = (await findOnPath()) ?? (await findPrivateCopy()) ?? (await makePrivateCopy());
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'clientele-redis-'));
  let dumps = 0;
  let server = await launch(program, port, folder);
  const admin = new Redis(url, { retryStrategy: () => 20 }).on('error', () => {});

  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL'); // works on a paused process too
    await gone;
  };
  return {
    url,
    admin,
    get pid() {
      return server.pid;
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    flush: async () => void (await admin.flushall()),
    async dump() {
      await admin.save();
      const file = join(folder, `dump-${dumps++}`);
      await copyFile(join(folder, loaded), file);
      return file;
    },
    kill,
    async restart(dump) {
      await kill();
      await rm(join(folder, loaded), { force: true });
      if (dump) await copyFile(dump, join(folder, loaded));
      server = await launch(program, port, folder);
    },
    async stop() {
      admin.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the server writes with SAVE and reads when it starts. */
const loaded = 'loaded.rdb';

async function launch({ file, libraries }: Program, port: number, folder: string): Promise<ChildProcess> {
  const settings = { port, bind: '127.0.0.1', dir: folder, dbfilename: loaded, save: '', appendonly: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
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

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
