import { team } from '../src/crm/team.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const teamResolvers = {
  Query: { team: byId(team), teamByExternalId: byExternalId(team), teams: all(team) },
  Mutation: { ...writes(team, 'Teams') },
  Team: {
    ...edges(team),
  },
  TeamConnection: connectionResolvers,
};
