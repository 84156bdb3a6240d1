// A custom field: what a tenant adds to an entity. Values live in the record's `custom` column, checked against this definition.
import type { RowOf } from '../db/column.ts';
import { column, standard, table, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';

export const customField = table({
  name: 'custom_field',
  typename: 'CustomField',
  scope: 'customFields',
  columns: {
    ...standard,
    recordType: column('text'),
    key: column('text'),
    label: column('text'),
    kind: column('text'),
    options: column('text[]'),
    position: column('int'),
  },
  partitions: ['recordType'],
  edges: { externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' } },
  required: ['recordType', 'key', 'label', 'kind'],
  prepare: checkDefinition,
  orders: { KEY: 'key', LABEL: 'label', POSITION: 'position', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type CustomFieldRow = RowOf<typeof customField.columns>;

/** Values were checked against the definition, so what they were checked for cannot change under them. */
function checkDefinition(_: Transaction, values: Values, current: Readonly<Values> | null): Values {
  for (const field of ['recordType', 'key', 'kind'] as const) {
    if (current && field in values && values[field] !== current[field])
      throw new ClientError('RULE_VIOLATED', `\`${field}\` of a custom field cannot change: make another field.`, {
        field,
      });
  }
  const { kind, options, key } = { ...current, ...values } as { kind: string; options?: string[]; key: string };
  if (!/^[a-z][a-zA-Z0-9_]{0,62}$/.test(key))
    throw badInput('A key starts with a small letter and goes on with letters, digits and _, 63 at most.', {
      field: 'key',
    });
  if ((kind === 'SELECT') !== (options ?? []).length > 0)
    throw badInput('A SELECT field has options, other kinds have none.', { field: 'options' });
  if (!areOptions(options ?? []))
    throw badInput('Options are at most 200 different texts of 1 to 200 characters.', { field: 'options' });
  return values;
}

function areOptions(options: readonly string[]): boolean {
  return (
    options.length <= 200 &&
    new Set(options).size === options.length &&
    options.every((option) => option.length > 0 && option.length <= 200)
  );
}
