// The environment has one reader, src/config.ts, and one description, .env.example; both name the same variables.
import { expect, test } from 'vitest';
import { linesMatching, sourceFile, sourceFiles } from '../support/sources.ts';

const harmless = /^\s*(\/\/|\/?\*).*$|\breadConfig\(process\.env\b/;
const variable = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*';

test('only src/config.ts reads the environment', () => {
  const files = sourceFiles(/\.ts$/, 'src', 'resolvers').filter(({ path }) => path !== 'src/config.ts');
  // Comments do not read, and a command that hands the whole environment to readConfig() reads nothing itself.
  const code = files.map((file) => ({ ...file, lines: file.lines.map((line) => line.replace(harmless, '')) }));
  const readers = linesMatching(code, /process(?:\.|\[['"])env\b|\benv\b.*from 'node:process'/);
  expect(readers, 'read the variable in src/config.ts and pass its value down from the command').toEqual([]);
});

test('.env.example and src/config.ts name the same variables', () => {
  const config = sourceFile('src/config.ts');
  const example = sourceFile('.env.example');
  if (!config && !example) return;
  const read = names(
    config?.text,
    new RegExp(`^\\s*['"]?(${variable})['"]?:|\\benv(?:\\.|\\[['"])(${variable})\\b`, 'gm'),
  );
  const described = names(example?.text, new RegExp(`^(?:# ?)?(${variable})=`, 'gm'));
  expect(difference(read, described), 'read by src/config.ts but not described: add a line to .env.example').toEqual(
    [],
  );
  expect(difference(described, read), 'described in .env.example but read by nothing: remove it there').toEqual([]);
});

function names(text: string | undefined, pattern: RegExp): string[] {
  return Array.from((text ?? '').matchAll(pattern), (match) => match[1] ?? match[2] ?? '');
}

function difference(some: string[], others: string[]): string[] {
  return [...new Set(some)].filter((name) => !others.includes(name)).sort();
}
