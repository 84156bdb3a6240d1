// Forms that a variable of the environment may have. Each says what was expected, in words that follow "must be".
import { z } from 'zod';
import { eachHost } from './hosts.ts';

export function integer(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, { error: expected, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

export function share() {
  const expected = 'a number from 0 to 1';
  return z
    .string()
    .regex(/^(?:0|1|0?\.\d+|1\.0+)$/, { error: expected, abort: true })
    .transform(Number);
}

export function oneOf<const Choice extends string>(...choices: Choice[]) {
  return z.enum(choices, `one of ${choices.join(', ')}`);
}

function isAddress(text: string, schemes: string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
}

function startOf(schemes: string[]): string {
  return schemes.map((scheme) => `${scheme}://`).join(' or ');
}

export function address(...schemes: string[]) {
  return z.string().refine((text) => isAddress(text, schemes), `a URL that starts with ${startOf(schemes)}`);
}

/** Of PostgreSQL, which may name several hosts. */
export function database() {
  const schemes = ['postgres', 'postgresql'];
  const isDatabase = (text: string) => eachHost(text)?.every((each) => isAddress(each, schemes)) ?? false;
  const expected = `a URL that starts with ${startOf(schemes)}; of several hosts, with commas between them, the primary is taken`;
  return z.string().refine(isDatabase, expected);
}

/** As browsers write them: no path, no slash at the end, no default port. */
export function origins() {
  const isOrigin = (text: string) =>
    /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
  const isEach = (text: string) => text.split(',').every((each) => isOrigin(each.trim()));
  return z.string().refine(isEach, 'origins such as https://app.example.com, with commas between them');
}

export function listOf(form: RegExp, expected: string) {
  return z.string().refine((text) => text.split(',').every((each) => form.test(each.trim())), expected);
}

export function addresses(...schemes: string[]) {
  const isEach = (text: string) => text.split(',').every((each) => isAddress(each.trim(), schemes));
  return z.string().refine(isEach, `URLs with commas between them that start with ${startOf(schemes)}`);
}

/** Percent-encoded, as OpenTelemetry has them. */
export function headers() {
  const expected = 'pairs such as name=value, percent-encoded, with commas between them';
  const valueIn = (pair: string) => pair.slice(pair.indexOf('=') + 1).trim();
  const nameIn = (pair: string) => pair.slice(0, pair.indexOf('=')).trim();
  return listOf(/^[\w.-]+=[^=].*$/, expected)
    .refine((text) => decoded(text) !== null, expected)
    .transform((text) => Object.fromEntries(text.split(',').map((pair) => [nameIn(pair), decoded(valueIn(pair))!])));
}

/** Null: it is no UTF-8. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
