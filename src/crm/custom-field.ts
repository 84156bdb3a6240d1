// A custom field: what a tenant adds to an entity. Values live in the record's `custom` column, checked against this definition.
import { column, type RowOf, standard, table } from '../db/table.ts';

export const customField = table({
  name: 'custom_field',
  typename: 'CustomField',
  columns: { ...standard, recordType: column('text'), key: column('text'), label: column('text'), kind: column('text'), options: column('text[]'), position: column('int') },
  partitions: ['recordType'],
  edges: { externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' } },
  orders: { KEY: 'key', LABEL: 'label', POSITION: 'position', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type CustomFieldRow = RowOf<typeof customField.columns>;
