// The scan before the parser counts what GraphQL's own lexer reads, refuses nothing else, and costs little.
import fc from 'fast-check';
import { getIntrospectionQuery, Lexer, parse, Source, TokenKind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientLimits } from '../../src/limits/limits.ts';
import { scan } from '../../src/limits/scan.ts';

const wide = { characters: 1e9, tokens: 1e9, brackets: 1e9, nameLength: 1e9 };

/** Null where the lexer stops. */
function lexed(text: string): number | null {
  const lexer = new Lexer(new Source(text));
  try {
    for (let count = 0; ; count++) if (lexer.advance().kind === TokenKind.EOF) return count;
  } catch {
    return null;
  }
}

const pieces = [
  ...['{', '}', '[', ']', '(', ')', '!', '$', '&', ':', '=', '@', '|', '...', 'query', '_a1', 'null'],
  ...['0', '-1', '12.5', '1e9', '-0.1E-7', '1-2', '"a"', '""', '"\\"{"', '"\\u007b{"', '"\\u{1F600}"', '"é"', '"\\\\"'],
  ...[
    '"""a"""',
    '""""""',
    '"""\\""" {"""',
    '"""\n"a" ""\n"""',
    '"""\\\\"""',
    '# {[( "\n',
    '#\r',
    '#"""\r\n',
    ',',
    ' ',
    '\t',
    '\ufeff',
    '\n',
  ],
  // Not of the language: then the lexer stops, and the scan may.
  ...['?', '%', '"', '"""', '\\', '..', '.', '-', '00', '1a', '1.', "'", ';', '\0', 'é', '"\n"'],
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((each) => each.join(''));

describe('the scan', () => {
  it('counts the same tokens as the lexer', () => {
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const count = lexed(text);
        if (count === null) return;
        read++;
        expect(scan(text, wide)).toBe(count);
      }),
      { numRuns: 20_000, seed: 5 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  it('ends on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => void scan(text, wide)),
      { numRuns: 1_000, seed: 5 },
    );
  });

  it('takes a document up to each bound, and refuses it beyond', () => {
    const document =
      'query Deals($first: Int) { deals(first: $first) { nodes { id ...Names } } } fragment Names on Deal { name }';
    const tokens = (parse(document) as { tokenCount?: number }).tokenCount!;
    const bounds = { characters: document.length, tokens, brackets: 3, nameLength: 8 };
    expect(scan(document, bounds)).toBe(tokens);
    for (const limit of Object.keys(bounds) as (keyof typeof bounds)[]) {
      expect(() => scan(document, { ...bounds, [limit]: bounds[limit] - 1 }), limit).toThrow(
        expect.objectContaining({
          code: 'LIMIT_EXCEEDED',
          details: expect.objectContaining({ limit, most: bounds[limit] - 1 }),
        }),
      );
    }
  });

  it('takes what tools send', () => {
    expect(
      scan(getIntrospectionQuery({ descriptions: true, oneOf: true, inputValueDeprecation: true }), clientLimits),
    ).toBeLessThan(500);
  });

  it.each([
    ['a comment that ends with a carriage return', `#\r${'{a'.repeat(61)}`],
    ['a text', `{ a(b: "\\"") ${'{a'.repeat(61)}`],
    ['a block text', `{ a(b: """\\"""""") ${'{a'.repeat(61)}`],
    ['a byte order mark', `\ufeff${'{a'.repeat(61)}`],
  ])('%s hides no nesting', (_, text) => {
    expect(() => scan(text, clientLimits)).toThrow(/at most 60 brackets/);
  });

  it('is linear: 50,000 characters of the worst texts take milliseconds', () => {
    const length = 50_000;
    const fill = (piece: string) => piece.repeat(length / piece.length);
    const worst = ['""', '"""', '\\"""', '#\n', '"a', '{}', 'a ', '1 ', '-', '1e', '.', '"""\\"""', '0.0e0 '].map(fill);
    const cost = (text: string) => {
      const runs = Array.from({ length: 30 }, () => {
        const start = performance.now();
        scan(text, wide);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    cost(fill('a '));
    for (const text of worst) expect(cost(text), text.slice(0, 12)).toBeLessThan(20);
  });
});
