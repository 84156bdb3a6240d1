// Rows in batches, and what the mapping makes of them: a row that it cannot read fails alone.
import { clientErrorOf } from '../../db/errors.ts';
import type { Draft } from './draft.ts';
import type { Failure } from './failures.ts';
import { failure } from './item.ts';
import type { SourceRow } from './rows.ts';

/** The first `skip` rows are read and left out. */
export async function* batchesOf(
  pieces: AsyncIterable<SourceRow[]>,
  size: number,
  skip: number,
): AsyncGenerator<SourceRow[]> {
  let batch: SourceRow[] = [];
  let toSkip = skip;
  for await (const piece of pieces) {
    for (const row of piece) {
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      batch.push(row);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

export function draftAll(rows: readonly SourceRow[], draftOf: (row: SourceRow) => Draft) {
  const drafts: Draft[] = [];
  const failures: Failure[] = [];
  for (const row of rows) {
    if (row.problem) {
      failures.push(failure(row, row.problem));
      continue;
    }
    try {
      drafts.push(draftOf(row));
    } catch (error) {
      const known = clientErrorOf(error);
      if (!known) throw error;
      failures.push(failure(row, known));
    }
  }
  return { drafts, failures };
}
