// Programs that a machine may have and the product does not need: tests of them are left out where they are not.
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Null: not on this machine. Debian puts servers where only root looks. */
export async function findProgram(name: string): Promise<string | null> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    const file = join(folder, name);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return null;
}
