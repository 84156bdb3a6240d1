// The variables of a request: how deep they nest, how many there are, how long their texts are, and whether they are texts at all.
// Invariant: level by level, because recursion is what is guarded against.
import { badInput } from '../errors.ts';
import { exceeded } from './limits.ts';

/** Like literals: deeper than any input of the schema, its JSON scalars included. */
const deepest = 40;
const mostNames = 100;
/** Code units: the longest texts of records have 10,000 characters, each of one or two. */
const longestText = 20_000;
const longestShown = 50;

/** Whether JSON nests deeper. Parsing 16,000 levels takes 5 ms; this ends where they begin. */
export function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = endOfText(json, at);
    } else if (code === openBrace || code === openBracket) {
      if (++depth > most) return true;
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return false;
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Of the closing quote, or of the end. Jumps from quote to quote: most of a body is text. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}

/** Throws LIMIT_EXCEEDED or BAD_USER_INPUT. */
export function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  const all = Object.entries(variables);
  if (all.length > mostNames) {
    const message = `A request has at most ${mostNames} variables, this one has ${all.length}.`;
    throw exceeded('variableNames', message, mostNames, all.length);
  }
  for (const [name, value] of all) {
    checkText(name, 'A name');
    checkValue(value, `\`$${name.slice(0, longestShown)}\``);
  }
}

function checkValue(value: unknown, place: string): void {
  let level: unknown[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each === 'string') checkText(each, place);
      if (typeof each !== 'object' || each === null) continue;
      if (depth > deepest) throw exceeded('variableDepth', `Variables nest at most ${deepest} deep.`, deepest);
      for (const [key, inner] of Object.entries(each)) {
        checkText(key, place);
        next.push(inner);
      }
    }
    level = next;
  }
}

function checkText(text: string, place: string): void {
  const { length } = text;
  if (length > longestText) {
    const message = `${place} has at most ${longestText} characters in one text, one here has ${length}.`;
    throw exceeded('textLength', message, longestText, length);
  }
  if (text.includes('\0') || !text.isWellFormed())
    throw badInput(`${place} holds a character that is no text: NUL or half of a surrogate pair.`);
}
