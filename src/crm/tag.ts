// A tag: a coloured word on any record, and the link that puts it there.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';

export const tag = table({
  name: 'tag',
  typename: 'Tag',
  scope: 'tags',
  columns: { ...standard, name: column('text'), color: nullable('text') },
  partitions: ['name'],
  edges: {
    companies: { kind: 'through', to: 'company', via: 'tagging', from: 'tagId', target: 'recordId' },
    contacts: { kind: 'through', to: 'contact', via: 'tagging', from: 'tagId', target: 'recordId' },
    deals: { kind: 'through', to: 'deal', via: 'tagging', from: 'tagId', target: 'recordId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  required: ['name'],
  orders: { NAME: 'name', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export const tagging = table({
  name: 'tagging',
  columns: {
    id: column('uuid'),
    tagId: column('uuid'),
    recordType: column('text'),
    recordId: column('uuid'),
    createdAt: column('timestamptz'),
  },
  partitions: ['tagId', 'recordId'],
});

export type TagRow = RowOf<typeof tag.columns>;
