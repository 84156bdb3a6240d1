import { stage } from '../src/crm/stage.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const stageResolvers = {
  Query: { stage: byId(stage), stageByExternalId: byExternalId(stage), stages: all(stage) },
  Mutation: { ...writes(stage, 'Stages') },
  Stage: {
    ...edges(stage),
  },
  StageConnection: connectionResolvers,
};
