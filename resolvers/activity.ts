import { activity } from '../src/crm/activity.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const activityResolvers = {
  Query: { activity: byId(activity), activities: all(activity) },
  Activity: {
    ...edges(activity, tableOf),
  },
  ActivityConnection: connectionResolvers,
};
