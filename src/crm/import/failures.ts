// The file of errors: what was wrong with which row, and the row itself, in the format of the input. Put right, it can be imported
// with the same mapping. It grows with the transaction: what an uncommitted batch wrote is cut off.
import { type FileHandle, open, stat } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import type { Format, SourceRow } from './rows.ts';

export interface Failure {
  readonly row: Pick<SourceRow, 'line' | 'cells'>;
  readonly code: string;
  readonly message: string;
}

export interface FailureFile {
  /** Cuts the file to `from` bytes, appends, and resolves with the new length once it is on the disk. */
  append(from: number, failures: readonly Failure[]): Promise<number>;
  stop(): Promise<void>;
}

/** Before the columns of the file; a mapping does not know them, so that they do not disturb the next import. */
const ours = ['import_line', 'import_code', 'import_message', 'import_text'] as const;

export async function openFailureFile(
  path: string,
  format: Format,
  columns: ReadonlySet<string>,
): Promise<FailureFile> {
  let file: FileHandle | undefined;
  /** What an earlier run wrote to a file that is no longer there: this one begins behind it. */
  let elsewhere = 0;
  return {
    async append(from, failures) {
      if (!file) {
        const size = await stat(path).then(
          (found) => found.size,
          () => 0,
        );
        elsewhere = size < from ? from : 0;
        file = await open(path, from > elsewhere ? 'r+' : 'w');
      }
      const at = from - elsewhere;
      await file.truncate(at);
      if (failures.length === 0) return from;
      const text = format === 'csv' ? asCsv(failures, [...columns], at === 0) : failures.map(asJson).join('');
      const bytes = Buffer.from(text);
      await file.write(bytes, 0, bytes.length, at);
      await file.datasync();
      return from + bytes.length;
    },
    stop: async () => file?.close(),
  };
}

function asCsv(failures: readonly Failure[], columns: readonly string[], withHeader: boolean): string {
  const rows = failures.map(({ row: { line, cells }, code, message }) => [
    line,
    code,
    message,
    cells['import_text'] ?? '',
    ...columns.map((name) => cells[name] ?? ''),
  ]);
  return stringify(withHeader ? [[...ours, ...columns], ...rows] : rows);
}

function asJson({ row: { line, cells }, code, message }: Failure): string {
  return `${JSON.stringify({ import_line: line, import_code: code, import_message: message, ...cells })}\n`;
}
