// An activity: a task, note, call, e-mail or meeting about any record; done when done_at is set.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table, tableOf, type Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { definedKeys } from './custom-values.ts';

export const activity = table({
  name: 'activity',
  typename: 'Activity',
  scope: 'activities',
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
  customKeys: definedKeys,
  required: ['kind', 'subject'],
  prepare: aboutSomething,
  orders: {
    SUBJECT: 'subject',
    KIND: 'kind',
    DUE_AT: 'dueAt',
    DONE_AT: 'doneAt',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
});

export type ActivityRow = RowOf<typeof activity.columns>;

/** A foreign key cannot look into nine tables, so the write looks itself; records are never removed, so it stays true. */
async function aboutSomething(tx: Transaction, values: Values): Promise<Values> {
  const { aboutType, aboutId } = values;
  if (aboutType == null) return values;
  const [found] = await tx.query({
    text: `select from "${tableOf(aboutType as string).name}" where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, aboutId],
  });
  if (!found)
    throw new ClientError(
      'NOT_FOUND',
      `There is no ${tableOf(aboutType as string).typename} with the id ${String(aboutId)}.`,
      { field: 'about', id: aboutId },
    );
  return values;
}
