import { stage } from '../src/crm/stage.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const stageResolvers = {
  Query: { stage: byId(stage), stages: all(stage) },
  Stage: {
    ...edges(stage, tableOf),
  },
  StageConnection: connectionResolvers,
};
