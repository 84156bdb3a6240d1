// A team of users, most often of a region.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { definedKeys } from './custom-values.ts';

export const team = table({
  name: 'team',
  typename: 'Team',
  scope: 'teams',
  columns: { ...standard, name: column('text'), region: nullable('text'), custom: column('jsonb') },
  partitions: ['region'],
  edges: {
    users: { kind: 'many', to: 'user', foreignKey: 'teamId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  customKeys: definedKeys,
  required: ['name'],
  orders: { NAME: 'name', REGION: 'region', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type TeamRow = RowOf<typeof team.columns>;
