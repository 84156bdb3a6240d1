// Runs a program to its end and hands back what it wrote.
// The child gets no inherited environment: PGDATA, PGPORT or LD_LIBRARY_PATH of the shell must not change what runs.
import { spawn } from 'node:child_process';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  /** Run as this account; only root may. */
  readonly account?: Account | undefined;
  readonly cwd?: string;
}

export interface ProgramResult {
  readonly code: number;
  readonly output: string;
}

export const bareEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** Resolves for any exit code; rejects only when the program cannot be started. `output` is stdout, then stderr. */
export function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
  const { account, cwd = '/' } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: bareEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole foreground group: whoever waits here decides what is cut short, not the terminal.
      detached: true,
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: `${stdout}${stderr}`.trim() }));
  });
}
