// Teams of users.
import { team } from '../src/crm/team.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const teamResolvers = {
  Query: { team: byId(team), teamByExternalId: byExternalId(team), teams: all(team) },
  Mutation: writes(team, 'Teams'),
  Team: edges(team),
  TeamConnection: connectionResolvers,
} satisfies Resolvers;
