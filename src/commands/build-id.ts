// What code makes the answers: nodes of two versions may share Redis, and must not share entries (docs/coherence.md §11).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A hash of every source file: 5 ms once, and nobody can forget to raise a number. */
export function readBuildId(): string {
  const sum = createHash('sha256');
  for (const folder of ['resolvers', 'schema', 'src']) {
    for (const name of (readdirSync(join(root, folder), { recursive: true }) as string[]).sort()) {
      if (/\.(ts|graphql)$/.test(name)) sum.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return sum.digest('base64url').slice(0, 16);
}
