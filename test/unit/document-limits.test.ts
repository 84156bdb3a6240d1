// What a document may hold, found out before it is validated: each limit takes what is at it and refuses what is one beyond.
import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/limits/document.ts';
import { clientLimits, type DocumentLimits, gatewayLimits } from '../../src/limits/limits.ts';
import { checkVariables, isDeeper } from '../../src/limits/variables.ts';

const check = (text: string, limits: DocumentLimits = clientLimits) => checkDocument(parse(text), limits);
const times = (count: number, each: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => each(nth)).join(' ');
const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

const documents: [keyof DocumentLimits, (count: number) => string][] = [
  ['depth', nested],
  [
    'fields',
    (count) =>
      `{ a ${times(Math.ceil((count - 1) / 100), (nth) => `{ ${'b '.repeat(Math.min(100, count - 1 - nth * 100) - 1)} c`)} ${'}'.repeat(Math.ceil((count - 1) / 100))} }`,
  ],
  ['width', (count) => `{ a { ${'b '.repeat(count)} } }`],
  ['rootFields', (count) => `{ ${'a '.repeat(count)} }`],
  ['aliases', (count) => `{ a { ${times(count, (nth) => `b${nth}: b`)} } }`],
  ['directives', (count) => `{ a { ${times(count, (nth) => (nth % 100 === 99 ? 'b @c } a { ' : 'b @c '))} b } }`],
  ['directivesOfOne', (count) => `{ a ${'@c '.repeat(count)} }`],
  ['definitions', (count) => times(count, (nth) => `query Q${nth} { a }`)],
  ['fragments', (count) => `{ a } ${times(count, (nth) => `fragment F${nth} on T { a }`)}`],
  ['variables', (count) => `query (${times(count, (nth) => `$v${nth}: Int`)}) { a }`],
];

describe('a document', () => {
  it.each(documents)('has a bound on %s', (limit, document) => {
    for (const limits of [clientLimits, gatewayLimits]) {
      const most = limits[limit];
      const alone = { ...limits, directives: limit === 'directivesOfOne' ? 100 : limits.directives };
      expect(() => check(document(most), alone)).not.toThrow();
      expect(() => check(document(most + 1), alone)).toThrow(
        expect.objectContaining({
          code: 'LIMIT_EXCEEDED',
          message: expect.stringContaining(String(most)),
          details: { limit, most, found: most + 1 },
        }),
      );
    }
  });

  it('is measured with its fragments in their places, through inline fragments and spreads', () => {
    const deep = `{ a { ...F } } fragment F on T { ... { a { ...G } } } fragment G on T ${nested(14)}`;
    expect(() => check(deep)).not.toThrow();
    expect(() => check(deep.replace('{ ...G }', '{ a { ...G } }'))).toThrow(/Levels of fields/);
    const roots = `{ ...F ...F } fragment F on Query { ${'a '.repeat(13)} }`;
    expect(() => check(roots)).toThrow(
      expect.objectContaining({ details: { limit: 'rootFields', most: 25, found: 26 } }),
    );
  });

  it('whose fragments double each other is measured in the time that it takes to read it', () => {
    const bomb = `{ ...F0 } ${times(49, (nth) => `fragment F${nth} on T { a { ...F${nth + 1} ...F${nth + 1} } }`)} fragment F49 on T { a }`;
    const start = performance.now();
    expect(() => check(bomb, { ...clientLimits, depth: 1_000 })).toThrow(/Fields of an operation/);
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('whose fragments contain themselves, or are not there, is left to validation', () => {
    expect(() => check('{ ...A } fragment A on T { a { ...B } } fragment B on T { b { ...A } }')).not.toThrow();
    expect(() => check('{ ...A ...Nowhere } fragment A on T { ...A }')).not.toThrow();
  });

  it('bounds fragments that no operation uses', () => {
    expect(() => check(`{ a } fragment Unused on T { ${'a '.repeat(201)} }`)).toThrow(/Fields of one selection set/);
  });

  it('may be what GraphiQL asks', () => {
    expect(() =>
      check(
        getIntrospectionQuery({
          descriptions: true,
          schemaDescription: true,
          oneOf: true,
          inputValueDeprecation: true,
        }),
      ),
    ).not.toThrow();
  });
});

describe('JSON', () => {
  it.each([
    ['objects', `${'{"a":'.repeat(46)}1${'}'.repeat(46)}`, true],
    ['lists', '['.repeat(46) + ']'.repeat(46), true],
    ['lists that are not closed', '['.repeat(46), true],
    ['as much as there may be', '['.repeat(45) + ']'.repeat(45), false],
    ['what follows one another', '[]'.repeat(100), false],
    ['what stands in a text', `"${'['.repeat(100)}"`, false],
    ['what stands in a text behind a quote', `"\\"${'['.repeat(100)}"`, false],
    ['what stands behind a text that ends with a backslash', `"\\\\"${'['.repeat(46)}`, true],
    ['a text without an end', `"${'['.repeat(100)}`, false],
  ])('nests by %s', (_, text, isDeep) => {
    expect(isDeeper(text, 45)).toBe(isDeep);
  });
});

describe('variables', () => {
  const lists = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1 as unknown);
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['names', 'variableNames', numbered(100), numbered(101)],
    ['nesting', 'variableDepth', { v: lists(40) }, { v: lists(41) }],
    ['the length of a text', 'textLength', { v: 'x'.repeat(20_000) }, { v: ['x'.repeat(20_001)] }],
    ['the length of a key', 'textLength', { v: { a: 1 } }, { v: { ['x'.repeat(20_001)]: 1 } }],
  ])('have a bound on %s', (_, limit, fine, tooMuch) => {
    expect(() => checkVariables(fine)).not.toThrow();
    expect(() => checkVariables(tooMuch)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', details: expect.objectContaining({ limit }) }),
    );
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half of a pair', 'a\ud800'],
    ['the other half', '\udfffb'],
  ])('hold no %s, neither in values nor in keys', (_, text) => {
    for (const variables of [{ v: text }, { v: [{ a: [text] }] }, { v: { [text]: 1 } }, { [text]: 1 }])
      expect(() => checkVariables(variables)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => checkVariables({ v: '😀 ü 日本' })).not.toThrow();
  });
});

function numbered(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, nth) => [`v${nth}`, nth]));
}
