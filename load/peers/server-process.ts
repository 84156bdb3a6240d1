// Starts a server as its own process on a free loopback port, waits until it serves, and stops it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askChild, hasProc, serverCpuSeconds } from './cpu.ts';

/** How a server is started, and how one sees that it serves. */
export interface Program {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** @default the root of the project */
  readonly cwd?: string;
  /** Path that answers 200 once requests are served. Without it any HTTP answer will do. */
  readonly readyPath?: string;
  /** Whether it counts what it executes (servers/counts.ts). */
  readonly hasCounts?: boolean;
}

/** What a server has done so far: reads that reached a resolver, or of Mercurius, fields that were found in its cache and not. */
export interface Counts {
  readonly executions: number;
  readonly fieldHits: number;
  readonly fieldMisses: number;
}

export interface RunningProgram {
  readonly origin: string;
  cpuSeconds(): Promise<number>;
  /** Null for a server that does not count. */
  counts(): Promise<Counts | null>;
  /** The last of what it wrote to its terminal. */
  output(): string;
  stop(): Promise<void>;
}

export interface Server<Contestant extends Program = Program> extends RunningProgram {
  readonly contestant: Contestant;
}

/** Whatever ends the runner ends its servers. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill();
});

const readyTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

export async function startServer<Contestant extends Program>(contestant: Contestant): Promise<Server<Contestant>> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const preload = hasProc ? [] : ['--import', resolve(import.meta.dirname, 'cpu-channel.ts')];
  const child = spawn(process.execPath, [...preload, ...contestant.args], {
    cwd: contestant.cwd ?? resolve(import.meta.dirname, '../..'),
    env: { ...process.env, ...contestant.env, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production' },
    stdio: hasProc && !contestant.hasCounts ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  // Kept only to be shown if the server fails: a log on the terminal would sit between the tables.
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  const failed = (what: string): Error => new Error(`${contestant.name} ${what}. Its last output:\n${output}`);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  const stop = async (): Promise<void> => {
    if (hasEnded()) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  };

  const deadline = Date.now() + readyTimeoutMs;
  while (!(await isReady(origin, contestant.readyPath))) {
    if (hasEnded()) throw failed('ended before it served');
    if (Date.now() > deadline) {
      await stop();
      throw failed(`did not serve within ${readyTimeoutMs / 1000} s`);
    }
    await delay(50);
  }
  return {
    contestant,
    origin,
    cpuSeconds: async () => {
      if (hasEnded()) throw failed('ended while it was measured');
      return serverCpuSeconds(child);
    },
    counts: async () => (contestant.hasCounts ? askChild<Counts>(child, 'counts') : null),
    output: () => output,
    stop,
  };
}

async function isReady(origin: string, readyPath: string | undefined): Promise<boolean> {
  try {
    const response = await fetch(origin + (readyPath ?? '/'));
    await response.arrayBuffer();
    return readyPath === undefined || response.ok;
  } catch {
    return false;
  }
}

/** Released before the server takes it, which another process could win; then the server says so and the run ends. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
