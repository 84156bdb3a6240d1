// How much memory a process has, as Linux tells it.
import { readFile } from 'node:fs/promises';
import type { RunningProcess } from '../support/processes.ts';

export async function residentBytes({ pid }: RunningProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

export const withoutProc = (): string | null =>
  process.platform === 'linux' ? null : 'memory is read from /proc, which only Linux has';
