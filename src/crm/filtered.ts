// The records that a report counts: those of the list that the same filter makes.
// Invariant: what the report depends on is noted before it is read, so its answer is as true as a list's.
import sql, { join, type Sql } from 'sql-template-tag';
import { compileFilter, type Filter } from '../db/filter.ts';
import { whereKnown } from '../db/known-keys.ts';
import { isLimited } from '../db/rights.ts';
import type { Table } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';

export interface Filtered {
  /** Over the row `t`. */
  readonly where: Sql;
  /** Rejects with BAD_USER_INPUT if the filter compares a custom field that there is not. */
  run<R extends object>(statement: Sql): Promise<R[]>;
}

/** `columns`: what the report looks at besides what the filter does. */
export function filtered(
  reader: Reader,
  table: Table,
  filter: Filter | null | undefined,
  columns: readonly string[],
): Filtered {
  const { where, uses, partition, scans, tests, keys } = compileFilter(table, filter, isLimited(reader.rights));
  reader.recorder.scan({ table, uses: [...uses, ...columns], bounds: { tests }, ...(partition && { partition }) });
  for (const scan of scans) reader.recorder.scan(scan);
  const ofTenant = sql`t.tenant_id = ${reader.tenantId}`;
  return {
    where: where ? join([ofTenant, where], ' and ') : ofTenant,
    run: ({ text, values }) => whereKnown(reader, keys, reader.query({ text, values })),
  };
}
