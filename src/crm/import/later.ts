// References between rows of one file whose other row had not come yet: kept in the database, set when the file is at its end.
import type { Table } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { newId } from '../../lib/uuid.ts';
import { update } from '../write.ts';
import type { Want } from './draft.ts';
import type { Failure } from './failures.ts';
import { inHalves } from './in-halves.ts';
import { failure, type Later } from './item.ts';
import { type References, referenceKey } from './references.ts';

export async function keepForLater(tx: Transaction, job: string, later: readonly Later[]): Promise<void> {
  if (later.length === 0) return;
  await tx.query({
    text: `insert into import_reference (tenant_id, job, id, record_id, want, line, cells)
      select $1, $2, n.* from unnest($3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::text[]) n`,
    values: [
      tx.tenantId,
      job,
      later.map(() => newId()),
      later.map(({ recordId }) => recordId),
      later.map(({ want }) => JSON.stringify(want)),
      later.map(({ row }) => row.line),
      later.map(({ row }) => JSON.stringify(row.cells)),
    ],
  });
}

/** Sets up to `most` of them; with none left, `done` is 0. What cannot be set leaves its record as it is, and is told. */
export async function setLater(
  tx: Transaction,
  job: string,
  table: Table,
  references: References,
  most: number,
): Promise<{ done: number; failures: Failure[] }> {
  const rows = await tx.query<{ id: string; recordId: string; want: string; line: number; cells: string }>({
    text: `delete from import_reference r where r.tenant_id = $1 and r.job = $2 and r.id in (
        select id from import_reference where tenant_id = $1 and job = $2 order by id limit $3)
      returning r.id, r.record_id as "recordId", r.want, r.line, r.cells`,
    values: [tx.tenantId, job, most],
  });
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const all = rows.map(({ recordId, want, line, cells }) => {
    const waiting = JSON.parse(want) as Want;
    const reference = { ...waiting, scope: null };
    const row: Later['row'] = { line, cells: JSON.parse(cells) as Later['row']['cells'] };
    return { recordId, want: waiting, row, reference, key: referenceKey(reference) };
  });
  const answers = await references.findOrCreate(tx, new Map(all.map(({ key, reference }) => [key, reference])));
  const failures: Failure[] = [];
  await inHalves(
    tx,
    all,
    async (part) => {
      for (const { recordId, want, key } of part) {
        const answer = answers.get(key)!;
        if (typeof answer !== 'string') throw answer;
        await update(tx, table, recordId, null, { [want.key]: answer });
      }
    },
    ({ row }, { code, message }) => failures.push(failure(row, { code, message: `Imported, but: ${message}` })),
  );
  return { done: rows.length, failures };
}
