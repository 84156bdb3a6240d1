import { user } from '../src/crm/user.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const userResolvers = {
  Query: { user: byId(user), userByExternalId: byExternalId(user), users: all(user) },
  Mutation: { ...writes(user, 'Users') },
  User: {
    ...edges(user),
  },
  UserConnection: connectionResolvers,
};
