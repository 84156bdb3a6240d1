// Files that hold secrets: readable by their owner alone from the first byte, and replaced whole or not at all.
import { randomUUID } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes with mode 0600. Root writes on behalf of the folder's owner, who must still be able to read it tomorrow. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  if (process.getuid?.() === 0) {
    const folder = await stat(dirname(path));
    await chown(draft, folder.uid, folder.gid);
  }
  await rename(draft, path);
}

/** The content, or undefined when there is no such file. */
export async function readFileIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
