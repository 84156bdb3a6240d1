// Activities: what was done or is to be done, about any record.
import { activity } from '../src/crm/activity.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const activityResolvers = {
  Query: { activity: byId(activity), activityByExternalId: byExternalId(activity), activities: all(activity) },
  Mutation: writes(activity, 'Activities'),
  Activity: edges(activity),
  ActivityConnection: connectionResolvers,
} satisfies Resolvers;
