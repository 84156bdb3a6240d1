// What processes use, read from outside (/proc): CPU of one with its children, memory of one. Linux only, as the rest of this folder.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for programs. */
const ticksPerSecond = 100;

/** Null: it is gone. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}

function statOf(pid: number): { parent: number; own: number; ofEndedChildren: number } | null {
  // The name before the last parenthesis may hold anything.
  const fields = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ').map(Number);
  if (!fields) return null;
  const [parent = 0, user = 0, system = 0, ofChildren = 0, systemOfChildren = 0] = [1, 11, 12, 13, 14].map(
    (at) => fields[at],
  );
  return {
    parent,
    own: (user + system) / ticksPerSecond,
    ofEndedChildren: (ofChildren + systemOfChildren) / ticksPerSecond,
  };
}

/** Seconds, user and system, of a process and its children, living and ended: PostgreSQL has one for each connection. */
export function cpuSecondsOf(pid: number): number {
  const stat = statOf(pid);
  if (!stat) return 0;
  const children = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => statOf(Number(entry)) ?? [])
    .filter(({ parent }) => parent === pid);
  return children.reduce((sum, { own }) => sum + own, stat.own + stat.ofEndedChildren);
}

export function residentMbOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1024;
}

/** Of the server that a backend belongs to. */
export const findPostmaster = (backend: number): number => statOf(backend)?.parent ?? 0;
