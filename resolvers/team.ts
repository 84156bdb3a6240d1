import { team } from '../src/crm/team.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const teamResolvers = {
  Query: { team: byId(team), teams: all(team) },
  Team: {
    ...edges(team, tableOf),
  },
  TeamConnection: connectionResolvers,
};
