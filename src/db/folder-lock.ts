// One process a data folder: `<folder>/clientele.pid` names the process that owns it, and goes when that one stops.
// A lock whose process is gone (kill -9, power cut) is taken over; a reused process id is told apart by its start time.
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileIfAny } from '../lib/private-file.ts';
import { runProgram } from '../lib/run-program.ts';

export type FolderLock =
  | { readonly isOurs: true; release(): Promise<void> }
  /** Somebody else's, and that process is alive. */
  | { readonly isOurs: false; readonly ownerPid: number };

export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'clientele.pid');
  const ours = `${process.pid} ${await startTimeOf(process.pid)}\n`;
  // Each turn either settles the question or removes one stale lock; rivals can cost a few turns, never many.
  for (let turn = 0; turn < 10; turn += 1) {
    try {
      await writeFile(path, ours, { flag: 'wx', mode: 0o644 });
      return { isOurs: true, release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = await readFileIfAny(path);
    if (found === undefined) continue;
    const ownerPid = await livingOwner(found);
    if (ownerPid !== undefined) return { isOurs: false, ownerPid };
    await removeStale(path, found);
  }
  throw new Error(`${path} keeps changing hands`);
}

async function livingOwner(content: string): Promise<number | undefined> {
  const space = content.indexOf(' ');
  const pid = Number(content.slice(0, space));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const isSameProcess = (await startTimeOf(pid)) === content.slice(space + 1).trim();
  return isSameProcess ? pid : undefined;
}

/** Empty when there is no such process. */
async function startTimeOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Fields are counted after the program's name, which may itself hold spaces and brackets; the 20th is the start.
    return (
      stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .at(19) ?? ''
    );
  }
  const { output } = await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return output;
}

// Between reading and removing, a rival may have put its own lock there. A rename picks up exactly one file, so what
// was picked up can be looked at, and put back if it is not the stale one.
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
