// A user: somebody of the tenant who owns records, in a team, under a manager.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { definedKeys } from './custom-values.ts';
import { lowerEmail } from './email.ts';
import { refuseCycle } from './hierarchy.ts';

export const user = table({
  name: 'user',
  typename: 'User',
  scope: 'users',
  personal: ['email'],
  columns: {
    ...standard,
    name: column('text'),
    email: nullable('text'),
    title: nullable('text'),
    teamId: nullable('uuid'),
    managerId: nullable('uuid'),
    custom: column('jsonb'),
  },
  partitions: ['teamId', 'managerId', 'email'],
  edges: {
    team: { kind: 'one', to: 'team', key: 'teamId' },
    manager: { kind: 'one', to: 'user', key: 'managerId' },
    reports: { kind: 'many', to: 'user', foreignKey: 'managerId' },
    companies: { kind: 'many', to: 'company', foreignKey: 'ownerId' },
    contacts: { kind: 'many', to: 'contact', foreignKey: 'ownerId' },
    deals: { kind: 'many', to: 'deal', foreignKey: 'ownerId' },
    activities: { kind: 'many', to: 'activity', foreignKey: 'ownerId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  customKeys: definedKeys,
  required: ['name'],
  prepare: async (tx, values, current) => {
    await refuseCycle(tx, 'user', 'managerId', values, current);
    return lowerEmail(tx, values);
  },
  orders: { NAME: 'name', EMAIL: 'email', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type UserRow = RowOf<typeof user.columns>;
