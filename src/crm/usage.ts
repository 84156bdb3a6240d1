// What a key has spent, by day and operation. Answers with it are not kept: it changes with every request.
import sql from 'sql-template-tag';
import type { Reader } from '../db/transaction.ts';

export interface OperationUsage {
  readonly day: string;
  readonly operation: string;
  readonly executed: number;
  readonly hits: number;
  readonly throttled: number;
  readonly points: number;
}

/** The newest days first, and of a day the dearest. */
export async function usageOf(reader: Reader, subject: string, days: number, most: number): Promise<OperationUsage[]> {
  const { text, values } = sql`select day, operation, executed, hits, throttled, points from usage
    where tenant_id = ${reader.tenantId} and subject = ${subject} and day > (now() at time zone 'UTC')::date - ${days}::int
    order by day desc, points desc, operation limit ${most}`;
  return reader.query<OperationUsage>({ text, values });
}
