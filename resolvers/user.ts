import { user } from '../src/crm/user.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const userResolvers = {
  Query: { user: byId(user), users: all(user) },
  User: {
    ...edges(user, tableOf),
  },
  UserConnection: connectionResolvers,
};
