// A demo of the examples as a new user starts it: one process that starts others, over a folder of its own.
// Invariant: it is stopped in order, also when a test has failed: whoever is killed leaves behind what it has started.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './sources.ts';
import { until } from './until.ts';

export interface Demo {
  /** What it has said so far. */
  printed(): string;
  /** Resolves when it has said this; rejects if it does not, or ends. */
  says(text: string): Promise<void>;
  /** Ends it in order. Answers its exit code. */
  stop(): Promise<number | null>;
}

export async function startDemo(file: string, port: number): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-demo-'));
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [file], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: folder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (printed += String(chunk)));
  return {
    printed: () => printed,
    async says(text) {
      await until(() => printed.includes(text) || child.exitCode !== null, { withinMs: 90_000, what: text });
      if (!printed.includes(text)) throw new Error(`it ended:\n${printed}`);
    },
    async stop() {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      await rm(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}
