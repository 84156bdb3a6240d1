// Redis servers for tests: that of REDIS_URL, or our own.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { launch } from './redis-program.ts';

export interface TestRedis {
  readonly url: string;
  /** Undefined for the server of REDIS_URL, which is not ours. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

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
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'clientele-redis-'));
  let dumps = 0;
  let server = await launch(argsOf(port, folder), folder);
  const admin = new Redis(url, { retryStrategy: () => 20 }).on('error', () => {});

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
    kill: () => kill(server),
    async restart(dump) {
      await kill(server);
      await rm(join(folder, loaded), { force: true });
      if (dump) await copyFile(dump, join(folder, loaded));
      server = await launch(argsOf(port, folder), folder);
    },
    async stop() {
      admin.disconnect();
      await kill(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the server writes with SAVE and reads when it starts. */
const loaded = 'loaded.rdb';

/** `more`: other settings. */
export const argsOf = (port: number, folder: string, more: Readonly<Record<string, string | number>> = {}): string[] =>
  Object.entries({
    port,
    bind: '127.0.0.1',
    dir: folder,
    dbfilename: loaded,
    save: '',
    appendonly: 'no',
    ...more,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);

export async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGKILL'); // works on a paused process too
  await gone;
}
