// A server of a program that is not ours, in the foreground, with a folder of its own.
// Invariant: it ends with the process that started it, however that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { until } from './until.ts';

export interface ForeignServerOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Removed with it. */
  readonly folder: string;
  /** Given what it has said; throws if it never will be. */
  readonly isReady: (said: string) => Promise<boolean>;
  readonly withinMs: number;
}

/** Answers how to stop it. */
export async function startForeignServer(options: ForeignServerOptions): Promise<() => Promise<void>> {
  const { program, args, folder, isReady, withinMs } = options;
  // The shell waits on a pipe that only this process holds open: even kill -9 of the run closes it and ends the server.
  const script = '"$@" & server=$!; cat > /dev/null; kill $server; wait $server';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', program, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const stop = async () => {
    const gone = once(shell, 'exit');
    shell.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(() => isReady(said), { withinMs, what: `an answer of ${program}` });
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}:\n${said}`);
  }
  return stop;
}

/** Whether it answers with this status. */
export const answersWith = (url: string, status: number): Promise<boolean> =>
  fetch(url).then(
    (response) => response.status === status,
    () => false,
  );
