// Another version of the product: a copy of what runs, with something changed in it.
// Invariant: nothing of it is left behind, and nothing of this repository is touched.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './sources.ts';

export interface SourceCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

/** In one file, a text for another. */
export async function copySources(file: string, text: string, other: string): Promise<SourceCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-version-'));
  for (const each of ['src', 'resolvers', 'schema', 'migrations', 'package.json'])
    await cp(join(root, each), join(folder, each), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, file);
  const source = await readFile(path, 'utf8');
  if (!source.includes(text)) throw new Error(`${file} does not say: ${text}`);
  await writeFile(path, source.replace(text, other));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
