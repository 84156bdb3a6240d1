import { pipeline } from '../src/crm/pipeline.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const pipelineResolvers = {
  Query: { pipeline: byId(pipeline), pipelines: all(pipeline) },
  Pipeline: {
    ...edges(pipeline, tableOf),
  },
  PipelineConnection: connectionResolvers,
};
