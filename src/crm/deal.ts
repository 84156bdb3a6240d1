// A deal: a sale in progress, won or lost. Its status is always that of its stage.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { definedKeys } from './custom-values.ts';
import { placeDeal } from './deal-stage.ts';

export const deal = table({
  name: 'deal',
  typename: 'Deal',
  scope: 'deals',
  columns: {
    ...standard,
    name: column('text'),
    companyId: nullable('uuid'),
    ownerId: nullable('uuid'),
    productId: nullable('uuid'),
    pipelineId: column('uuid'),
    stageId: column('uuid'),
    status: column('text'),
    amountMinor: nullable('bigint'),
    amountCurrency: nullable('text'),
    openedOn: nullable('date'),
    closeDate: nullable('date'),
    description: nullable('text'),
    mergedIntoId: nullable('uuid'),
    custom: column('jsonb'),
  },
  partitions: ['companyId', 'ownerId', 'productId', 'pipelineId', 'stageId', 'status'],
  fields: { amount: ['amountMinor', 'amountCurrency'] },
  edges: {
    company: { kind: 'one', to: 'company', key: 'companyId' },
    owner: { kind: 'one', to: 'user', key: 'ownerId' },
    product: { kind: 'one', to: 'product', key: 'productId' },
    pipeline: { kind: 'one', to: 'pipeline', key: 'pipelineId' },
    stage: { kind: 'one', to: 'stage', key: 'stageId' },
    contacts: { kind: 'through', to: 'contact', via: 'deal_contact', from: 'dealId', target: 'contactId' },
    activities: { kind: 'many', to: 'activity', foreignKey: 'aboutId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  customKeys: definedKeys,
  required: ['name'],
  prepare: placeDeal,
  orders: {
    NAME: 'name',
    AMOUNT: 'amountMinor',
    OPENED_ON: 'openedOn',
    CLOSE_DATE: 'closeDate',
    STATUS: 'status',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
  words: { expression: `name || ' ' || coalesce(description, '')`, columns: ['name', 'description'], fuzzy: 'name' },
});

export type DealRow = RowOf<typeof deal.columns>;
