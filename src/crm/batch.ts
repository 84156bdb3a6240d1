// Up to 100 writes in one transaction, each with its own result: all or nothing, or as many as are good.
import { clientErrorOf } from '../db/errors.ts';
import type { Row } from '../db/reads.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, type ClientError } from '../errors.ts';

export interface RowError {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface RowResult<R extends Row = Row> {
  readonly index: number;
  readonly row: R | null;
  readonly created: boolean;
  readonly error: RowError | null;
}

/** Thrown to roll an atomic batch back; carries what to answer. */
export class BatchRolledBack extends Error {
  readonly results: readonly RowResult<never>[];

  constructor(results: readonly RowResult<never>[]) {
    super('a row of an atomic batch failed');
    this.results = results;
  }
}

const mostRows = 100;

/** Runs `write` for each input behind a savepoint, so that every failing row is told, not only the first. `lock` comes before. */
export async function batch<Input, R extends Row>(
  tx: Transaction,
  inputs: readonly Input[],
  isAtomic: boolean,
  write: (input: Input) => Promise<{ row: R; created: boolean }>,
  lock?: () => Promise<void>,
): Promise<RowResult<R>[]> {
  if (inputs.length > mostRows)
    throw badInput(`A batch has at most ${mostRows} rows, got ${inputs.length}: send several, or import a file.`);
  await lock?.();
  const results: RowResult<R>[] = [];
  for (const [index, input] of inputs.entries()) {
    await tx.query({ text: 'savepoint one_row', values: [], prepare: false });
    try {
      results.push({ index, ...(await write(input)), error: null });
      await tx.query({ text: 'release savepoint one_row', values: [], prepare: false });
    } catch (error) {
      const known = clientErrorOf(error);
      if (!known || known.code === 'UNAVAILABLE') throw error; // no row's fault: the whole batch fails and may be sent again
      await tx.query({ text: 'rollback to savepoint one_row', values: [], prepare: false });
      results.push({ index, row: null, created: false, error: rowError(known) });
    }
  }
  if (isAtomic && results.some((result) => result.error)) throw new BatchRolledBack(results.map(notApplied));
  return results;
}

function rowError({ code, message, details }: ClientError): RowError {
  return { code, message, details };
}

function notApplied(result: RowResult): RowResult<never> {
  const error = { code: 'NOT_APPLIED', message: 'This row is good, but another row of the batch is not.', details: {} };
  return { index: result.index, row: null, created: false, error: result.error ?? error };
}
