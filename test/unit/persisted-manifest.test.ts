// Manifests of graphql-codegen and of Apollo, right and wrong.
import { describe, expect, it } from 'vitest';
import { idOf, sha1Of } from '../../src/persisted/id.ts';
import { parseManifest } from '../../src/persisted/manifest.ts';

const text = 'query Companies { companies { totalCount } }';
const other = '{ deals { totalCount } }';

const apollo = (operations: unknown, more: object = {}) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations, ...more });

describe('a manifest of graphql-codegen', () => {
  it.each([
    ['SHA-256 with its prefix', `sha256:${idOf(text)}`, null],
    ['SHA-256', idOf(text), null],
    ['SHA-1', sha1Of(text), sha1Of(text)],
  ])('names a document by its %s', (_, id, sha1) => {
    expect(parseManifest(JSON.stringify({ [id]: text }))).toEqual({
      operations: [{ id: idOf(text), sha1, text }],
      problems: [],
    });
  });

  it('may be empty', () => {
    expect(parseManifest('{}')).toEqual({ operations: [], problems: [] });
  });
});

it('a manifest of Apollo names documents by `id`; what else it says of them, the documents say themselves', () => {
  const operations = [
    { id: idOf(text), name: 'Companies', type: 'query', body: text },
    { id: idOf(other), name: '', type: 'query', body: other },
  ];
  expect(parseManifest(apollo(operations)).operations.map(({ id }) => id)).toEqual([idOf(text), idOf(other)]);
});

it('all that is wrong is told at once, beside what is right', () => {
  const { operations, problems } = parseManifest(
    JSON.stringify({
      [idOf(text)]: text,
      [idOf(other)]: text,
      abc: text,
      [`md5:${idOf(text)}`]: text,
      [sha1Of(text)]: 7,
    }),
  );
  expect(operations).toHaveLength(1);
  expect(problems).toHaveLength(4);
  expect(problems.slice(0, 3)).toEqual(Array(3).fill(expect.stringContaining('neither the SHA-256 nor the SHA-1')));
  expect(problems[3]).toContain('are both text');
});

it.each([
  ['no JSON', 'nonsense', 'is not JSON'],
  ['a list', '[]', 'is no object'],
  ['null', 'null', 'is no object'],
  ['another format', apollo([], { format: 'relay' }), 'format that is not known, "relay" 1'],
  ['a later version', apollo([], { version: 2 }), 'format that is not known'],
  ['operations that are no list', apollo({}), 'format that is not known'],
  ['an operation that is none', apollo([null, 7]), 'are both text'],
  ['a hash in upper case', JSON.stringify({ [idOf(text).toUpperCase()]: text }), 'neither the SHA-256'],
  ['a hash of other white space', JSON.stringify({ [idOf(text)]: `${text}\n` }), 'neither the SHA-256'],
  ['the name of a prototype', `{"__proto__": ${JSON.stringify(text)}}`, '"__proto__" is neither'],
])('%s is refused', (_, json, problem) => {
  const { operations, problems } = parseManifest(json);
  expect(operations).toEqual([]);
  expect(problems[0]).toContain(problem);
});
