// A pipeline: the way that a kind of deal takes, as an ordered set of stages.

import type { RowOf } from '../db/column.ts';
import { column, standard, table } from '../db/table.ts';
import { refuseWhileUsed } from './deal-stage.ts';

export const pipeline = table({
  name: 'pipeline',
  typename: 'Pipeline',
  scope: 'pipelines',
  columns: { ...standard, name: column('text'), position: column('int') },
  edges: {
    stages: { kind: 'many', to: 'stage', foreignKey: 'pipelineId' },
    deals: { kind: 'many', to: 'deal', foreignKey: 'pipelineId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  required: ['name'],
  beforeDelete: (tx, id) => refuseWhileUsed(tx, 'pipeline', 'pipeline_id', id),
  orders: { NAME: 'name', POSITION: 'position', CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' },
});

export type PipelineRow = RowOf<typeof pipeline.columns>;
