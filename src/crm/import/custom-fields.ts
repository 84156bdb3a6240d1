// A tenant's own fields of an entity, as an import and an export see them.
import type { ColumnType } from '../../db/column.ts';
import type { Table } from '../../db/table.ts';
import type { Reader } from '../../db/transaction.ts';

export interface CustomFieldOfEntity {
  readonly key: string;
  readonly kind: 'TEXT' | 'NUMBER' | 'DATE' | 'SELECT' | 'BOOLEAN';
}

/** How the values of each kind are read and written: as those of a column of this type. */
export const customTypes: Readonly<Record<CustomFieldOfEntity['kind'], ColumnType>> = {
  TEXT: 'text',
  NUMBER: 'numeric',
  DATE: 'date',
  SELECT: 'text',
  BOOLEAN: 'boolean',
};

export async function customFieldsOf(reader: Reader, table: Table): Promise<CustomFieldOfEntity[]> {
  if (!('custom' in table.columns)) return [];
  return reader.query<CustomFieldOfEntity>({
    text: 'select key, kind from custom_field where tenant_id = $1 and record_type = $2 and deleted_at is null order by position, key',
    values: [reader.tenantId, table.name],
  });
}
