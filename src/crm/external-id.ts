// An external id: the name that another system gives to a record. One record may have many; one name leads to one record.
import type { RowOf } from '../db/column.ts';
import { column, type Table, table } from '../db/table.ts';
import type { Reader } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { cleanText } from '../lib/text.ts';

export const externalId = table({
  name: 'external_id',
  typename: 'ExternalId',
  columns: {
    id: column('uuid'),
    recordType: column('text'),
    recordId: column('uuid'),
    source: column('text'),
    externalId: column('text'),
    createdAt: column('timestamptz'),
  },
  partitions: ['recordId', 'externalId'],
});

export type ExternalIdRow = RowOf<typeof externalId.columns>;

/** How clients write it: the other system, and the id there. */
export interface ExternalName {
  readonly source: string;
  readonly externalId: string;
}

/** The record that another system knows under this id, or null. Depends on that name alone, whether it leads anywhere or not. */
export async function idOf(reader: Reader, to: Table, name: ExternalName): Promise<string | null> {
  reader.recorder.scan({
    table: externalId,
    partition: { column: 'externalId', values: [name.externalId] },
    uses: ['recordType', 'source', 'externalId', 'recordId'],
  });
  const [row] = await reader.query<{ recordId: string }>({
    text: 'select record_id as "recordId" from external_id where tenant_id = $1 and record_type = $2 and source = $3 and external_id = $4',
    values: [reader.tenantId, to.name, cleanText(name.source, 'source'), cleanText(name.externalId, 'externalId')],
  });
  return row?.recordId ?? null;
}

/** `id`: the record that has the name; null if the caller may not know which. */
export function taken({ typename }: Table, { source, externalId }: ExternalName, id: string | null): ClientError {
  return new ClientError('ALREADY_EXISTS', `${source} knows another ${typename} as '${externalId}'.`, {
    field: 'externalId',
    ...(id !== null && { id }),
  });
}
