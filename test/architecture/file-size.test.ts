// A file that a newcomer reads in one go stays under 300 lines; half of them under 80.
import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from '../support/sources.ts';

const maxLines = 300;

test(`no file has more than ${maxLines} lines`, () => {
  const tooLong = sourceFiles(
    /\.(ts|graphql|sql)$/,
    'src',
    'resolvers',
    'schema',
    'migrations',
    'test',
    'load',
    'examples',
  )
    .filter(({ path }) => !path.endsWith('.generated.ts'))
    .map((file) => ({ path: file.path, length: length(file) }))
    .filter((file) => file.length > maxLines)
    .map((file) => `${file.path}: ${file.length} lines`);
  expect(tooLong, 'split it by idea, not by kind: what would the second file be called?').toEqual([]);
});

test('reports the median and the 90th percentile of the product', () => {
  const lengths = sourceFiles(/\.ts$/, 'src', 'resolvers')
    .filter(({ path }) => !path.endsWith('.generated.ts'))
    .map(length)
    .sort((a, b) => a - b);
  if (lengths.length === 0) return;
  const quantile = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))] ?? 0;
  console.info(`lines a file: median ${quantile(0.5)}, 90 % under ${quantile(0.9)}, ${lengths.length} files`);
  expect(quantile(0.9), 'nine files of ten should stay under 200 lines').toBeLessThanOrEqual(200);
});

/** The manual that clients read is not code: descriptions and blank lines of the SDL do not count. */
function length({ path, text, lines }: SourceFile): number {
  if (!path.endsWith('.graphql')) return lines.length;
  const code = text.replace(/"""[\s\S]*?"""/g, '').replace(/^\s*"[^"]*"\s*$/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '').length;
}
