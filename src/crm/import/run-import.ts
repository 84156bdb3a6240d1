// The import as a whole: reads the file in batches and writes each in one transaction together with how far it has come.
// Invariant: a kill at any moment leaves the database as it was after some batch, and the next run goes on behind it.
import { clientErrorOf } from '../../db/errors.ts';
import type { Pool } from '../../db/pool.ts';
import type { Table } from '../../db/table.ts';
import { read, type Transaction, write } from '../../db/transaction.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type Batch, writeBatch } from './batch.ts';
import { batchesOf, draftAll } from './batches.ts';
import { columnProblems, columnsUsed, mappingProblems } from './check-mapping.ts';
import { customFieldsOf } from './custom-fields.ts';
import { createDrafter } from './draft.ts';
import { type Failure, openFailureFile } from './failures.ts';
import { keepForLater, setLater } from './later.ts';
import { type Mapping, mappingError } from './mapping.ts';
import type { Mode } from './match-items.ts';
import { ensurePipeline } from './pipeline-of-deals.ts';
import { advanceJob, beginJob, type Counts, type Job, noCounts, type Progress } from './progress.ts';
import { createReferences } from './references.ts';
import { type Format, rowsOf, type SourceRow } from './rows.ts';
import type { SourceFile } from './source-file.ts';
import type { By } from './target.ts';

export interface ImportOptions {
  readonly pool: Pool;
  readonly tenantId: string;
  readonly table: Table;
  readonly source: SourceFile;
  readonly format: Format;
  readonly mapping: Mapping;
  readonly mappingName: string;
  /** Changes when the mapping, the mode or the match changes. */
  readonly settings: string;
  readonly mode: Mode;
  readonly match: By | null;
  readonly batchSize: number;
  readonly isDryRun: boolean;
  readonly isRestart: boolean;
  readonly errorsPath: string | null;
  readonly signal: AbortSignal;
  /** After each batch. */
  readonly onProgress: (progress: { rows: number; bytes: number }) => void;
  /** Of rows that failed, as they do. */
  readonly onFailures: (failures: readonly Failure[]) => void;
}

export interface ImportSummary {
  /** Rows of the file that are done, those of earlier runs too. */
  readonly rows: number;
  /** How many of them earlier runs did. */
  readonly rowsBefore: number;
  readonly counts: Counts;
  /** Records that were made because rows named them, in this run. */
  readonly made: Readonly<Record<string, number>>;
  readonly unusedColumns: readonly string[];
  /** When the whole file was imported, if that was before this run. */
  readonly finishedBefore: string | null;
  /** A dry run cannot tell whether rows that it has undone would be found: so many references wait for such rows. */
  readonly unchecked: number;
}

export async function runImport(options: ImportOptions): Promise<ImportSummary> {
  const { pool, tenantId, table, mapping, source, batchSize, isDryRun, signal } = options;
  const customFields = await read(pool, tenantId, (reader) => customFieldsOf(reader, table));
  throwIfAny(mappingProblems(mapping, table, customFields, options.mode), options);
  const draftOf = createDrafter(mapping, table, customFields, options.match);
  const references = createReferences();
  const job: Job = { name: `${table.name}:${source.fingerprint}`, file: source.name, settings: options.settings };
  let progress: Progress = { rows: 0, counts: noCounts, errorsBytes: 0, finishedAt: null };
  if (!isDryRun) progress = await write(pool, tenantId, (tx) => beginJob(tx, job, options.isRestart));
  const rowsBefore = progress.rows;
  const finishedBefore = progress.finishedAt;

  const stream = source.read();
  let bytes = 0;
  async function* counted() {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const rows = rowsOf(counted(), {
    format: options.format,
    ...(mapping.delimiter && { delimiter: mapping.delimiter }),
  });
  const failureFile =
    options.errorsPath === null ? null : await openFailureFile(options.errorsPath, options.format, rows.columns);
  let pipelineId: string | null = null;
  let unchecked = 0;

  /** Runs `work` in a transaction with the progress that it makes; a dry run undoes both. */
  async function step(
    rowsDone: number,
    finishes: boolean,
    work: (tx: Transaction) => Promise<Worked>,
  ): Promise<Worked> {
    const undo = new Error('undone as asked');
    let worked: Worked | undefined;
    let next = progress;
    await write(pool, tenantId, async (tx) => {
      references.forget();
      worked = await work(tx);
      const counts = plus(progress.counts, worked.counts);
      const errorsBytes = (await failureFile?.append(progress.errorsBytes, worked.failures)) ?? 0;
      const finishedAt = finishes ? new Date().toISOString() : null;
      next = { rows: progress.rows + rowsDone, counts, errorsBytes, finishedAt };
      if (isDryRun) throw undo;
      await advanceJob(tx, job, progress, next);
    }).catch((error) => {
      if (error !== undo) throw error;
    });
    if (isDryRun) references.pretend();
    else references.keep();
    progress = next;
    if (worked!.failures.length > 0) options.onFailures(worked!.failures);
    options.onProgress({ rows: progress.rows, bytes });
    return worked!;
  }

  async function importRows(batch: readonly SourceRow[]): Promise<void> {
    const { drafts, failures } = draftAll(batch, draftOf);
    let pipelineOfBatch = pipelineId;
    await step(batch.length, false, async (tx) => {
      if (mapping.pipeline) pipelineOfBatch = pipelineId ?? (await ensurePipeline(tx, mapping.pipeline));
      const context: Batch = {
        table,
        references,
        pipelineId: pipelineOfBatch,
        mode: options.mode,
        match: options.match,
      };
      const result = await writeBatch(tx, drafts, context);
      if (isDryRun) unchecked += result.later.filter(({ want }) => !want.create).length;
      else await keepForLater(tx, job.name, result.later);
      const all = [...failures, ...result.failures].sort((a, b) => a.row.line - b.row.line);
      return { counts: plus(result.counts, { ...noCounts, failed: failures.length }), failures: all };
    });
    if (!isDryRun) pipelineId = pipelineOfBatch;
  }

  const summary = (): ImportSummary => {
    const used = new Set(columnsUsed(mapping).map(({ column }) => column));
    const unusedColumns = [...rows.columns].filter((name) => !used.has(name) && !name.startsWith('import_'));
    return { ...progress, rowsBefore, made: references.created, unusedColumns, finishedBefore, unchecked };
  };

  try {
    if (finishedBefore) return summary();
    let isChecked = false;
    for await (const batch of batchesOf(rows.pieces(), batchSize, rowsBefore)) {
      if (!isChecked) throwIfAny(columnProblems(mapping, rows.columns), options);
      isChecked = true;
      signal.throwIfAborted();
      await importRows(batch);
    }
    if (!isChecked && options.format === 'csv') throwIfAny(columnProblems(mapping, rows.columns), options);
    if (!isDryRun) {
      for (let done = 1; done > 0; ) {
        signal.throwIfAborted();
        await step(0, false, async (tx) => {
          const later = await setLater(tx, job.name, table, references, batchSize);
          done = later.done;
          return { counts: { ...noCounts, failed: later.failures.length }, failures: later.failures };
        });
      }
      await step(0, true, async () => ({ counts: noCounts, failures: [] }));
    }
    return summary();
  } catch (error) {
    if (signal.aborted) throw error;
    throw clientErrorOf(error)?.code === 'UNAVAILABLE' ? interrupted(error as Error, progress.rows, source) : error;
  } finally {
    stream.destroy();
    await failureFile?.stop();
  }
}

interface Worked {
  readonly counts: Counts;
  readonly failures: readonly Failure[];
}

function plus(a: Counts, b: Counts): Counts {
  return {
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    failed: a.failed + b.failed,
  };
}

function throwIfAny(problems: readonly string[], { mappingName }: ImportOptions): void {
  if (problems.length > 0) throw mappingError([...new Set(problems)], mappingName);
}

function interrupted(error: Error, rows: number, { isResumable }: SourceFile): OperatorError {
  const next = isResumable
    ? 'The same command goes on from there.'
    : 'Standard input cannot be read again: see docs/import.md.';
  return new OperatorError(`${error.message} ${rows} rows are imported. ${next}`);
}
