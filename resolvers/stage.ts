// Stages: the steps of a pipeline.
import { stage } from '../src/crm/stage.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const stageResolvers = {
  Query: { stage: byId(stage), stageByExternalId: byExternalId(stage), stages: all(stage) },
  Mutation: writes(stage, 'Stages'),
  Stage: edges(stage),
  StageConnection: connectionResolvers,
} satisfies Resolvers;
