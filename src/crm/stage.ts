// A stage of a pipeline: it decides whether its deals are open, won or lost, and how likely they are won.

import type { RowOf } from '../db/column.ts';
import { column, standard, table } from '../db/table.ts';
import { keepStageOfDeals, refuseWhileUsed } from './deal-stage.ts';

export const stage = table({
  name: 'stage',
  typename: 'Stage',
  scope: 'stages',
  columns: {
    ...standard,
    pipelineId: column('uuid'),
    name: column('text'),
    position: column('int'),
    status: column('text'),
    probability: column('int'),
  },
  partitions: ['pipelineId'],
  edges: {
    pipeline: { kind: 'one', to: 'pipeline', key: 'pipelineId' },
    deals: { kind: 'many', to: 'deal', foreignKey: 'stageId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  required: ['name', 'pipelineId'],
  prepare: keepStageOfDeals,
  beforeDelete: (tx, id) => refuseWhileUsed(tx, 'stage', 'stage_id', id),
  orders: {
    NAME: 'name',
    POSITION: 'position',
    PROBABILITY: 'probability',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
});

export type StageRow = RowOf<typeof stage.columns>;
