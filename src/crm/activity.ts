// An activity: a task, note, call, e-mail or meeting about any record; done when done_at is set.
import { column, nullable, type RowOf, standard, table } from '../db/table.ts';

export const activity = table({
  name: 'activity',
  typename: 'Activity',
  columns: {
    ...standard,
    kind: column('text'),
    subject: column('text'),
    body: nullable('text'),
    aboutType: nullable('text'),
    aboutId: nullable('uuid'),
    ownerId: nullable('uuid'),
    dueAt: nullable('timestamptz'),
    doneAt: nullable('timestamptz'),
    custom: column('jsonb'),
  },
  partitions: ['aboutId', 'ownerId', 'kind'],
  edges: {
    about: { kind: 'any', typeKey: 'aboutType', key: 'aboutId' },
    owner: { kind: 'one', to: 'user', key: 'ownerId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  orders: { SUBJECT: 'subject', KIND: 'kind', DUE_AT: 'dueAt', DONE_AT: 'doneAt', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type ActivityRow = RowOf<typeof activity.columns>;
