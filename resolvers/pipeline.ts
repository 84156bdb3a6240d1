import { pipeline } from '../src/crm/pipeline.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const pipelineResolvers = {
  Query: { pipeline: byId(pipeline), pipelineByExternalId: byExternalId(pipeline), pipelines: all(pipeline) },
  Mutation: { ...writes(pipeline, 'Pipelines') },
  Pipeline: {
    ...edges(pipeline),
  },
  PipelineConnection: connectionResolvers,
};
