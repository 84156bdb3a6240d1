// CSV as RFC 4180 has it: a field with a delimiter, a quote or a line break stands in quotes, a quote in it is doubled.
// A stray quote costs the line that it stands on: parsers that read on to the next quote lose every row in between.
import type { Problem, Scan } from './records.ts';

const broken = (message: string): { problem: Problem } => ({ problem: { code: 'BAD_CSV', message } });

export function scanCsv(delimiter: string): Scan {
  const plain = new RegExp(`[^${/[\\\]^-]/.test(delimiter) ? `\\${delimiter}` : delimiter}"\\n]*`, 'y');

  return (text, start, atEnd) => {
    const newline = text.indexOf('\n', start);
    if (newline < 0 && !atEnd) return null;
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (line === '' || line === '\r') return { end: Math.min(end + 1, text.length), fields: [] };
    if (!line.includes('"')) return { end: Math.min(end + 1, text.length), fields: line.split(delimiter) };
    return scanQuoted(text, start, atEnd);
  };

  function scanQuoted(text: string, start: number, atEnd: boolean): ReturnType<Scan> {
    const fields: string[] = [];
    for (let at = start; ; at++) {
      let field: string;
      if (text[at] === '"') {
        const close = closingQuote(text, at + 1, atEnd);
        if (close === null) return atEnd ? broken('A quote is opened here and never closed.') : null;
        field = text.slice(at + 1, close).replaceAll('""', '"');
        at = close + 1;
        if (text[at] === '\r') {
          if (at + 1 === text.length && !atEnd) return null;
          if (at + 1 === text.length || text[at + 1] === '\n') at++;
        }
      } else {
        plain.lastIndex = at;
        field = plain.exec(text)![0];
        at += field.length;
        if (text[at] === '"') return broken('A quote stands inside a field that does not begin with one.');
        if (text[at] === '\n' || at === text.length) field = field.replace(/\r$/, '');
      }
      fields.push(field);
      if (at >= text.length) return atEnd ? { end: at, fields } : null;
      if (text[at] === '\n') return { end: at + 1, fields };
      if (text[at] !== delimiter)
        return broken('Text follows a closing quote: a quote inside quotes is written twice.');
    }
  }
}

/** Null when it is not in the text, or may be the first of two. */
function closingQuote(text: string, from: number, atEnd: boolean): number | null {
  for (let at = from; ; ) {
    const close = text.indexOf('"', at);
    if (close < 0 || (close + 1 === text.length && !atEnd)) return null;
    if (text[close + 1] !== '"') return close;
    at = close + 2;
  }
}
