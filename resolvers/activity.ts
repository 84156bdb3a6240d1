import { activity } from '../src/crm/activity.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const activityResolvers = {
  Query: { activity: byId(activity), activityByExternalId: byExternalId(activity), activities: all(activity) },
  Mutation: { ...writes(activity, 'Activities') },
  Activity: {
    ...edges(activity),
  },
  ActivityConnection: connectionResolvers,
};
