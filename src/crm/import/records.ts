// From bytes to records, whatever the format: bounded memory, the line of each record, and a new start behind a broken one.
// Bytes travel as Latin-1 text, one character a byte, so that a record can be tested for UTF-8 before it is decoded.
import { isUtf8 } from 'node:buffer';
import { OperatorError } from '../../lib/operator-error.ts';

/** Why a record cannot be read. */
export interface Problem {
  readonly code: 'BAD_CSV' | 'BAD_JSON' | 'BAD_ENCODING' | 'TOO_LARGE';
  readonly message: string;
}

/** What a format finds at a place of the text: a record, a broken one, or null when the text ends before it does. */
export type Scan = (
  text: string,
  start: number,
  atEnd: boolean,
) => { readonly end: number; readonly fields: readonly string[] } | { readonly problem: Problem } | null;

export interface RawRecord {
  /** Of its first character; the first line of the file is 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Why there are no fields. */
  readonly problem?: Problem;
  /** The bytes of a broken record, cut. */
  readonly text?: string;
}

/** A record has at most this many bytes: ten times the longest texts of all its columns together. */
export const mostRecordBytes = 1024 * 1024;
const shown = 1000;
const boms = { '\xef\xbb\xbf': 'UTF-8', '\xff\xfe': 'UTF-16', '\xfe\xff': 'UTF-16' };

export async function* recordsOf(chunks: AsyncIterable<Buffer>, scan: Scan): AsyncGenerator<RawRecord[]> {
  const state = { text: '', line: 1, isSkipping: false, isFirst: true };
  for await (const chunk of chunks) {
    state.text += chunk.toString('latin1');
    if (state.isFirst && state.text.length < 3) continue;
    const found = drain(state, scan, false);
    if (found.length > 0) yield found;
  }
  yield drain(state, scan, true);
}

interface State {
  text: string;
  line: number;
  /** In the middle of a record that is too large. */
  isSkipping: boolean;
  isFirst: boolean;
}

function drain(state: State, scan: Scan, atEnd: boolean): RawRecord[] {
  if (state.isFirst) state.text = withoutBom(state.text);
  state.isFirst = false;
  const { text } = state;
  const found: RawRecord[] = [];
  let at = 0;
  /** The next line: where reading goes on behind a broken record. */
  const skipLine = () => {
    const newline = text.indexOf('\n', at);
    state.isSkipping = newline < 0 && !atEnd;
    if (newline >= 0) state.line++;
    at = newline < 0 ? text.length : newline + 1;
  };
  if (state.isSkipping) skipLine();
  while (at < text.length) {
    const step = scan(text, at, atEnd);
    const { line } = state;
    if (step && 'fields' in step) {
      const raw = text.slice(at, step.end);
      state.line += newlines(raw);
      at = step.end;
      if (step.fields.length > 0) found.push(decoded(line, raw, step.fields));
      continue;
    }
    if (!step && text.length - at <= mostRecordBytes) break;
    const problem: Problem = step?.problem ?? {
      code: 'TOO_LARGE',
      message: `A record of more than ${mostRecordBytes} bytes, or a quote that is never closed, starts here.`,
    };
    const start = at;
    skipLine();
    found.push({ line, fields: [], problem, text: clean(text.slice(start, Math.min(at, start + shown))) });
  }
  state.text = text.slice(at);
  return found;
}

function withoutBom(text: string): string {
  for (const [bom, encoding] of Object.entries(boms)) {
    if (!text.startsWith(bom)) continue;
    if (encoding === 'UTF-8') return text.slice(bom.length);
    throw new OperatorError('The file is UTF-16; it must be UTF-8. Spreadsheets call it "CSV UTF-8".');
  }
  return text;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const special = /[\x00\x80-\xff]/;

function decoded(line: number, raw: string, fields: readonly string[]): RawRecord {
  if (!special.test(raw)) return { line, fields };
  if (raw.includes('\0')) return notText(line, raw, 'A NUL character: this is no text, or not UTF-8.');
  if (!isUtf8(Buffer.from(raw, 'latin1')))
    return notText(line, raw, 'Bytes that are no UTF-8: save the file as UTF-8.');
  return { line, fields: fields.map((field) => (special.test(field) ? utf8(field) : field)) };
}

function notText(line: number, raw: string, message: string): RawRecord {
  return { line, fields: [], problem: { code: 'BAD_ENCODING', message }, text: clean(raw.slice(0, shown)) };
}

const utf8 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');
const clean = (bytes: string) =>
  utf8(bytes)
    .replaceAll('\0', '\ufffd')
    .replace(/\r?\n$/, '');
