// CPU seconds that a process has used, read from outside (/proc); where there is no /proc, asked of the process over its channel.
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const hasProc = existsSync('/proc/self/stat');

/** Linux counts in hundredths of a second for programs, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly cpuSeconds: number;
  readonly cpuSecondsOfEndedChildren: number;
}

function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null; // it ended meanwhile
  }
  // The name stands in parentheses and may hold any character, so the fields are counted from the last one.
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const seconds = (at: number): number => Number(fields[at]) / ticksPerSecond;
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    parent: Number(fields[1]),
    cpuSeconds: seconds(11) + seconds(12),
    cpuSecondsOfEndedChildren: seconds(13) + seconds(14),
  };
}

/** User and system seconds of all threads of a server so far. */
export async function serverCpuSeconds(child: ChildProcess): Promise<number> {
  if (hasProc) {
    const stat = readStat(child.pid!);
    if (!stat) throw new Error(`The server with pid ${child.pid} ended while it was measured.`);
    return stat.cpuSeconds;
  }
  return (await askChild<{ cpu: number }>(child, 'cpu')).cpu;
}

/** Asks over the channel; one question at a time. */
export function askChild<Told>(child: ChildProcess, question: string): Promise<Told> {
  const told = new Promise<Told>((resolve) => child.once('message', (message) => resolve(message as Told)));
  child.send(question);
  return told;
}

/** The postmaster above a backend, if this machine runs it: the pid of a remote server means nothing here. */
export function findPostmaster(backendPid: number): number | null {
  const backend = hasProc ? readStat(backendPid) : null;
  return backend?.name.startsWith('postgres') ? backend.parent : null;
}

/** All of a PostgreSQL cluster: the postmaster, its living children and those that ended. */
export function clusterCpuSeconds(postmasterPid: number): number {
  const postmaster = readStat(postmasterPid);
  if (!postmaster) throw new Error(`PostgreSQL (pid ${postmasterPid}) ended while it was measured.`);
  let total = postmaster.cpuSeconds + postmaster.cpuSecondsOfEndedChildren;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : null;
    if (stat?.parent === postmasterPid) total += stat.cpuSeconds;
  }
  return total;
}
