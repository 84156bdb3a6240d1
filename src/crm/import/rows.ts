// The rows of a file: cells by column name, CSV and JSON Lines alike. A row that cannot be read is a row with a problem.
import { OperatorError } from '../../lib/operator-error.ts';
import { scanCsv } from './csv.ts';
import { type Problem, type RawRecord, recordsOf, type Scan } from './records.ts';

export type Format = 'csv' | 'jsonl';

/** Null: the JSON says null, or the key is not there. */
export type Cell = string | null | readonly string[];

export interface SourceRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly problem?: Problem;
}

export interface Rows {
  /** CSV: the header. JSON Lines: the keys met so far. */
  readonly columns: ReadonlySet<string>;
  /** As many as one piece of the file holds, in its order. */
  pieces(): AsyncGenerator<SourceRow[]>;
}

export interface RowOptions {
  readonly format: Format;
  /** CSV only. @default ',' */
  readonly delimiter?: string;
}

export function rowsOf(chunks: AsyncIterable<Buffer>, { format, delimiter = ',' }: RowOptions): Rows {
  const columns = new Set<string>();
  const read = format === 'csv' ? csvRow(columns, delimiter) : jsonRow(columns);
  const scan = format === 'csv' ? scanCsv(delimiter) : scanLine;
  return {
    columns,
    async *pieces() {
      for await (const records of recordsOf(chunks, scan)) {
        const rows = records.map((record) => read(record)).filter((row) => row !== null);
        if (rows.length > 0) yield rows;
      }
      if (format === 'csv' && columns.size === 0)
        throw new OperatorError('The file is empty: its first line must name the columns.');
    },
  };
}

/** What is left of a row that could not be read, for the file of errors. */
const broken = ({ line, problem, text = '' }: RawRecord): SourceRow => ({
  line,
  problem: problem!,
  cells: { import_text: text },
});

function csvRow(columns: Set<string>, delimiter: string): (record: RawRecord) => SourceRow | null {
  let names: string[] | undefined;
  return (record) => {
    if (!names) {
      names = header(record, delimiter);
      for (const name of names) if (name !== '') columns.add(name);
      return null;
    }
    if (record.problem) return broken(record);
    const { line, fields } = record;
    if (fields.every((field) => field === '')) return null; // what spreadsheets leave below a table
    const cells = { __proto__: null } as unknown as Record<string, Cell>;
    for (let at = 0; at < names.length; at++) if (names[at] !== '') cells[names[at]!] = fields[at] ?? '';
    if (fields.length === names.length) return { line, cells };
    const message = `The row has ${fields.length} columns, the header has ${names.length}.`;
    return { line, cells, problem: { code: 'BAD_CSV', message } };
  };
}

function header({ problem, fields }: RawRecord, delimiter: string): string[] {
  if (problem) throw new OperatorError(`The header cannot be read: ${problem.message}`);
  const names = fields.map((field) => field.trim());
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) throw new OperatorError(`The header names the column "${twice}" twice: rename one.`);
  if (names.some((name) => name.includes('\r')))
    throw new OperatorError('Lines end with CR alone, as on very old systems: save the file with LF or CRLF.');
  const other = [';', '\t', '|'].find((each) => each !== delimiter && names.length === 1 && names[0]!.includes(each));
  if (other)
    throw new OperatorError(
      `The header is one column, "${names[0]}": say \`"delimiter": ${JSON.stringify(other)}\` in the mapping.`,
    );
  return names;
}

/** Keys of JSON are data: a file that uses ids as keys must not fill the memory. */
const mostColumns = 10_000;

const scanLine: Scan = (text, start, atEnd) => {
  const newline = text.indexOf('\n', start);
  if (newline < 0 && !atEnd) return null;
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(start, end).trim();
  return { end: Math.min(end + 1, text.length), fields: line === '' ? [] : [line] };
};

function jsonRow(columns: Set<string>): (record: RawRecord) => SourceRow | null {
  return (record) => {
    if (record.problem) return broken(record);
    const { line } = record;
    const text = record.fields[0]!;
    const refuse = (message: string): SourceRow =>
      broken({ line, fields: [], problem: { code: 'BAD_JSON', message }, text: text.slice(0, 1000) });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return refuse((error as Error).message);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse('Each line holds one JSON object.');
    const cells = { __proto__: null } as unknown as Record<string, Cell>;
    for (const [name, given] of Object.entries(value)) {
      const cell = cellOf(given);
      if (cell === undefined)
        return refuse(`"${name}" holds an object: only text, numbers, true, false, null and lists of text.`);
      cells[name] = cell;
      if (columns.size < mostColumns) columns.add(name);
    }
    return { line, cells };
  };
}

function cellOf(value: unknown): Cell | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
