// Habits that a tool can see: nothing unfinished, nothing of one machine, no classes but errors, no drawers for the rest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linesMatching, root, sourceFiles } from '../support/sources.ts';

const text = /\.(ts|js|json|graphql|sql|md|ya?ml|sh|csv|html|toml|example)$|(^|\/)(run|Dockerfile|\.[\w-]+)$/;

interface Lockfile {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}

test('no test is focused, skipped or promised', () => {
  const tests = sourceFiles(/\.ts$/, 'test', 'load');
  const pattern = /\b(?:describe|it|test|suite)\.(?:only|skip|todo)\b/;
  expect(linesMatching(tests, pattern), 'a test either runs or is deleted').toEqual([]);
});

test('nothing is left as a note to do it later', () => {
  const sources = sourceFiles(
    /\.(ts|js|graphql|sql)$/,
    'src',
    'resolvers',
    'schema',
    'migrations',
    'test',
    'load',
    'examples',
  );
  expect(linesMatching(sources, /\b(?:TO[D]O|FIX[M]E|XX[X])\b/), 'do it now, or open an issue and say why not').toEqual(
    [],
  );
});

test('no file names a path of one machine', () => {
  const files = sourceFiles(text).filter(({ path }) => path !== 'package-lock.json');
  const pattern = /(?<![\w.}-])\/(?:home|root|Users|work|tmp|mnt)\/[\w.-]/;
  expect(linesMatching(files, pattern), 'use a relative path, import.meta.dirname or os.tmpdir()').toEqual([]);
});

test('the lockfile holds no download addresses, so that any registry serves it', () => {
  const addresses = readFileSync(join(root, 'package-lock.json'), 'utf8').match(/"resolved": "https?:[^"]*"/g) ?? [];
  const remedy = 'run: npm install --package-lock-only --omit-lockfile-registry-resolved';
  expect(addresses.slice(0, 3), `${addresses.length} addresses; ${remedy}`).toEqual([]);
});

test('the lockfile knows every platform, so that `npm ci` accepts it', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing, 'the registry lacks these: take the newest version of the package that has them all').toEqual([]);
});

test('only errors are classes, and what Node takes as one', () => {
  const classes = linesMatching(sourceFiles(/\.ts$/, 'src', 'resolvers'), /^\s*(?:export )?(?:abstract )?class \w+/);
  const others = classes.filter((line) => !/ extends (?:\w*Error|ServerResponse)\b/.test(line));
  expect(others, 'write a `createX` factory that returns functions').toEqual([]);
});

test('files are named for an idea, not for a kind', () => {
  const names = sourceFiles(/\.ts$/, 'src', 'resolvers', 'test', 'load', 'examples').map(({ path }) => path);
  const drawer = /(?:^|[-/])(?:manager|service|helper|util|common|misc)s?(?:[-./]|$)/;
  expect(
    names.filter((path) => drawer.test(path)),
    'name what is inside',
  ).toEqual([]);
});
