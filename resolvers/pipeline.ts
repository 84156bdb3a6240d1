// Pipelines: the ways that deals take.
import { pipeline } from '../src/crm/pipeline.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const pipelineResolvers = {
  Query: { pipeline: byId(pipeline), pipelineByExternalId: byExternalId(pipeline), pipelines: all(pipeline) },
  Mutation: writes(pipeline, 'Pipelines'),
  Pipeline: edges(pipeline),
  PipelineConnection: connectionResolvers,
} satisfies Resolvers;
