// How far an import has come, in the database beside what it has written: both are committed together or not at all.
import type { Transaction } from '../../db/transaction.ts';
import { OperatorError } from '../../lib/operator-error.ts';

export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
}

export interface Progress {
  /** Rows of the file that are done. */
  readonly rows: number;
  readonly counts: Counts;
  readonly errorsBytes: number;
  readonly finishedAt: string | null;
}

export interface Job {
  readonly name: string;
  readonly file: string;
  readonly settings: string;
}

export const noCounts: Counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };

/** Where the job stands. Begins it when it is new, or when everything is to be done again. */
export async function beginJob(tx: Transaction, job: Job, isRestart: boolean): Promise<Progress> {
  if (isRestart) {
    await tx.query({
      text: 'delete from import_progress where tenant_id = $1 and job = $2',
      values: [tx.tenantId, job.name],
    });
  }
  await tx.query({
    text: 'insert into import_progress (tenant_id, job, file, settings) values ($1, $2, $3, $4) on conflict (tenant_id, job) do nothing',
    values: [tx.tenantId, job.name, job.file, job.settings],
  });
  const [row] = await tx.query<Progress & { settings: string }>({
    text: `select settings, rows, counts, errors_bytes as "errorsBytes", finished_at as "finishedAt"
      from import_progress where tenant_id = $1 and job = $2`,
    values: [tx.tenantId, job.name],
  });
  const { settings, ...progress } = row!;
  if (settings !== job.settings && progress.rows > 0) {
    throw new OperatorError(
      `${progress.rows} rows of this very file were imported with another mapping, mode or match. ` +
        'Say --restart to import all of it again with these (upsert, unless you want its records twice).',
    );
  }
  return { ...progress, counts: { ...noCounts, ...progress.counts } };
}

/** Fails when another run of the same job has gone on in the meantime: then this batch must not be committed. */
export async function advanceJob(tx: Transaction, job: Job, from: Progress, to: Progress): Promise<void> {
  const [row] = await tx.query({
    text: `update import_progress set rows = $4, counts = $5, errors_bytes = $6, finished_at = $7, updated_at = now()
      where tenant_id = $1 and job = $2 and rows = $3 and finished_at is null returning rows`,
    values: [tx.tenantId, job.name, from.rows, to.rows, JSON.stringify(to.counts), to.errorsBytes, to.finishedAt],
  });
  if (!row) throw new OperatorError('Another run is importing the same file: let it end, or stop it and start again.');
}
