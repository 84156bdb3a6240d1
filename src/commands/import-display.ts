// What an import shows while it runs and when it is done.
import { SingleBar } from 'cli-progress';
import type { Failure } from '../crm/import/failures.ts';
import type { ImportSummary } from '../crm/import/run-import.ts';
import type { SourceFile } from '../crm/import/source-file.ts';

/** Failures that are printed when there is no file of errors. */
const mostPrinted = 20;

/** A bar on a terminal; elsewhere a line every two seconds, on the error output like the bar. */
export function createDisplay({ sizeBytes }: SourceFile, printsFailures: boolean) {
  const isTerminal = process.stderr.isTTY && sizeBytes !== null;
  const bar = isTerminal
    ? new SingleBar({
        format: '{bar} {percentage} %  {rows} rows  {rate}/s',
        stream: process.stderr,
        clearOnComplete: true,
      })
    : null;
  const startedMs = performance.now();
  let saidMs = startedMs;
  let printed = 0;
  bar?.start(sizeBytes!, 0, { rows: 0, rate: 0 });
  return {
    onProgress({ rows, bytes }: { rows: number; bytes: number }) {
      const nowMs = performance.now();
      const rate = Math.round(rows / ((nowMs - startedMs) / 1000));
      bar?.update(bytes, { rows: whole(rows), rate: whole(rate) });
      if (bar || nowMs - saidMs < 2000) return;
      saidMs = nowMs;
      console.error(`${whole(rows)} rows${sizeBytes ? `, ${Math.floor((bytes / sizeBytes) * 100)} %` : ''}`);
    },
    onFailures(failures: readonly Failure[]) {
      if (!printsFailures) return;
      for (const { row, code, message } of failures.slice(0, mostPrinted - printed))
        console.error(`line ${row.line}: ${code} ${message}`);
      if (printed < mostPrinted && printed + failures.length >= mostPrinted)
        console.error('Further failures are not printed: --errors <file> keeps them all.');
      printed = Math.min(mostPrinted, printed + failures.length);
    },
    stop: () => bar?.stop(),
  };
}

const whole = (number: number) => number.toLocaleString('en-US');

interface SummaryOptions {
  readonly tenant: string;
  readonly entity: string;
  readonly seconds: number;
  readonly dryRun?: boolean;
  readonly errors?: string;
}

export function summaryLines(summary: ImportSummary, options: SummaryOptions): string[] {
  const { rows, rowsBefore, counts, made, finishedBefore, unusedColumns, unchecked } = summary;
  const { tenant, entity, seconds, dryRun, errors } = options;
  const lines: string[] = [];
  if (finishedBefore)
    lines.push(`This file was imported completely at ${finishedBefore}: nothing to do. --restart imports it again.`);
  else if (rowsBefore > 0) lines.push(`Went on behind the ${whole(rowsBefore)} rows of an earlier run.`);
  const rate = whole(Math.round((rows - rowsBefore) / seconds));
  lines.push(
    `${tenant}, ${entity}${dryRun ? ' (dry run: all of it undone)' : ''}: ${whole(rows)} rows read, ` +
      `${whole(counts.created)} created, ${whole(counts.updated)} updated, ${whole(counts.unchanged)} unchanged, ` +
      `${whole(counts.failed)} failed, ${seconds.toFixed(1)} s, ${rate} rows/s`,
  );
  const names = Object.entries(made).map(([name, count]) => `${whole(count)} ${name}`);
  if (names.length > 0) lines.push(`Made because rows name them: ${names.join(', ')}`);
  if (unusedColumns.length > 0) lines.push(`Columns that the mapping does not use: ${unusedColumns.join(', ')}`);
  if (unchecked > 0)
    lines.push(
      `${whole(unchecked)} references wait for other rows of the file; a dry run cannot tell whether they come.`,
    );
  if (counts.failed > 0 && errors) lines.push(`What failed, and why: ${errors}`);
  return lines;
}
