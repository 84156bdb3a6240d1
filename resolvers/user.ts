// Users: those of the tenant who own records.
import { user } from '../src/crm/user.ts';
import { edges, personal } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const userResolvers = {
  Query: { user: byId(user), userByExternalId: byExternalId(user), users: all(user) },
  Mutation: writes(user, 'Users'),
  User: { ...edges(user), ...personal(user) },
  UserConnection: connectionResolvers,
} satisfies Resolvers;
