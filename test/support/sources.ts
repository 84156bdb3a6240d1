// The repository's own text files, for the tests in test/architecture.
// Invariant: works without git (a tarball, an image), so it walks folders and leaves out what is installed or generated.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string;
  text: string;
  lines: string[];
}

export const root = join(import.meta.dirname, '../..');

const notOurs = new Set(['node_modules', '.git', '.data', 'coverage']);

// Lockfiles and recorded results are data, not text that somebody reads line by line.
const maxBytes = 1024 * 1024;

/** Files under the given folders or files (all of the repository without any) whose path matches the pattern. */
export function sourceFiles(pattern: RegExp, ...places: string[]): SourceFile[] {
  return (places.length === 0 ? ['.'] : places)
    .flatMap((place) => walk(join(root, place)))
    .map((file) => relative(root, file).split(sep).join('/'))
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.replace(/\n$/, '').split('\n') };
    });
}

/** Text of one file, or undefined while it does not exist. */
export function sourceFile(path: string): SourceFile | undefined {
  return sourceFiles(/./, path)[0];
}

/** `path:line  text` for each line that matches: what a failing test prints. */
export function linesMatching(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}  ${line.trim()}`] : [])),
  );
}

function walk(place: string): string[] {
  if (!existsSync(place)) return [];
  const stat = statSync(place);
  if (stat.isFile()) return stat.size <= maxBytes ? [place] : [];
  return readdirSync(place)
    .filter((name) => !notOurs.has(name))
    .flatMap((name) => walk(join(place, name)));
}
