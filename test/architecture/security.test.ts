// The table in SECURITY.md names a test for each line of the OWASP GraphQL cheat sheet: each is there, in the file that is named.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from '../support/sources.ts';

const rows = readFileSync(join(root, 'SECURITY.md'), 'utf8')
  .split('\n## ')
  .find((section) => section.startsWith('The OWASP'))!
  .split('\n')
  .filter((line) => /^\| (?!line|---)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('every line of the table names a test that is there, or who will bring it', () => {
  const tests = new Map(sourceFiles(/\.test\.ts$/, 'test').map(({ path, text }) => [path, text]));
  const wrong = rows.filter(([, , named = '']) => {
    if (/^pending: \w+$/.test(named)) return false;
    const [, file, title] = /^`([\w/-]+)`: (.+)$/.exec(named) ?? [];
    const text = tests.get(`test/${file}.test.ts`) ?? '';
    return title === undefined || !(text.includes(`'${title}'`) || text.includes(`"${title}"`));
  });
  expect(rows.length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});
