// Starts a server as its own process on a free loopback port, waits until it serves, and stops it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Contestant } from './contestants.ts';
import { hasProc, serverCpuSeconds } from './cpu.ts';

export interface Server {
  readonly contestant: Contestant;
  readonly origin: string;
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

const readyTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

export async function startServer(contestant: Contestant): Promise<Server> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const preload = hasProc ? [] : ['--import', resolve(import.meta.dirname, 'cpu-channel.ts')];
  const child = spawn(process.execPath, [...preload, ...contestant.args], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, ...contestant.env, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production' },
    stdio: hasProc ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Whatever ends the runner ends its servers.
  process.once('exit', () => child.kill());
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
