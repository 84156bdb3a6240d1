// A tenant: one customer of the service. It is made by operators and does not change through the API.
import sql from 'sql-template-tag';
import { column, standard, table } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';

export const tenant = table({
  name: 'tenant',
  columns: { id: standard.id, name: column('text'), createdAt: standard.createdAt },
});

export async function tenantName(reader: Reader): Promise<string> {
  reader.recorder.rows(tenant, [reader.tenantId]);
  const { text, values } = sql`select name from tenant where id = ${reader.tenantId}`;
  const [row] = await reader.query<{ name: string }>({ text, values });
  return row!.name;
}
