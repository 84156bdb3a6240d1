// An external id: the name that another system gives to a record. One record may have many; one name leads to one record.
import { column, type RowOf, table } from '../db/table.ts';

export const externalId = table({
  name: 'external_id',
  typename: 'ExternalId',
  columns: { id: column('uuid'), recordType: column('text'), recordId: column('uuid'), source: column('text'), externalId: column('text'), createdAt: column('timestamptz') },
  partitions: ['recordId', 'externalId'],
});

export type ExternalIdRow = RowOf<typeof externalId.columns>;
