// The text of a document before anything else looks at it: its length, tokens, brackets and names, in one pass without recursion.
// Invariant: of what GraphQL's lexer reads it counts the same tokens; where that stops with an error, this may stop too.
import { type DocumentLimits, exceeded } from './limits.ts';

const ignored = 1;
const sign = 2;
const open = 3;
const close = 4;
const letter = 5;
const digit = 6;
const quote = 7;
const dot = 8;
const comment = 9;

/** What each ASCII character begins; 0: nothing, the lexer stops. */
const kinds = new Uint8Array(128);
const mark = (characters: string, kind: number) => {
  for (const each of characters) kinds[each.charCodeAt(0)] = kind;
};
mark('\t\n\r ,', ignored);
mark('!$&:=@|', sign);
mark('{[(', open);
mark('}])', close);
mark('_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', letter);
mark('-0123456789', digit);
mark('"', quote);
mark('.', dot);
mark('#', comment);

const byteOrderMark = 0xfeff;
/** Where the first match begins is where the next token does. */
const number = /-?\d*(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const lineEnd = /[\n\r]/g;

/** Throws LIMIT_EXCEEDED. Answers the number of tokens, up to where the lexer stops. */
export function scan(
  text: string,
  limits: Pick<DocumentLimits, 'characters' | 'tokens' | 'brackets' | 'nameLength'>,
): number {
  const { length } = text;
  if (length > limits.characters)
    throw exceeded(
      'characters',
      `A document has at most ${limits.characters} characters, this one has ${length}.`,
      limits.characters,
      length,
    );
  let tokens = 0;
  let depth = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? kinds[code]! : code === byteOrderMark ? ignored : 0;
    if (kind === ignored) {
      at++;
      continue;
    }
    if (kind === comment) {
      at = endOfLine(text, at);
      continue;
    }
    if (++tokens > limits.tokens)
      throw exceeded(
        'tokens',
        `A document has at most ${limits.tokens} tokens (names, values and signs).`,
        limits.tokens,
      );
    const start = at;
    if (kind === letter) {
      at = endOfName(text, at);
      if (at - start > limits.nameLength)
        throw exceeded(
          'nameLength',
          `A name has at most ${limits.nameLength} characters, one here has ${at - start}.`,
          limits.nameLength,
          at - start,
        );
    } else if (kind === open) {
      if (++depth > limits.brackets)
        throw exceeded('brackets', `A document nests at most ${limits.brackets} brackets deep.`, limits.brackets);
      at++;
    } else if (kind === close) {
      depth--;
      at++;
    } else if (kind === sign) at++;
    else if (kind === dot) at += 3;
    else if (kind === digit) at = endOfNumber(text, at);
    else if (kind === quote) at = endOfString(text, at);
    else return tokens;
  }
  return tokens;
}

function endOfName(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isPart = code < 128 && (kinds[code] === letter || (kinds[code] === digit && code !== 0x2d));
    if (!isPart) break;
  }
  return at;
}

function endOfNumber(text: string, start: number): number {
  number.lastIndex = start;
  number.test(text);
  return number.lastIndex;
}

/** Behind the closing quote; the end of the text where there is none, since there the lexer stops. */
function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    for (let end = text.indexOf('"""', start + 3); end >= 0; end = text.indexOf('"""', end + 3))
      if (text[end - 1] !== '\\') return end + 3;
    return text.length;
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
    else if (code === 0x0a || code === 0x0d) return text.length;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  lineEnd.lastIndex = start;
  return lineEnd.test(text) ? lineEnd.lastIndex : text.length;
}
