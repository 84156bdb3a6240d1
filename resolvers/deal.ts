import { deal } from '../src/crm/deal.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges, money } from './list.ts';

export const dealResolvers = {
  Query: { deal: byId(deal), deals: all(deal) },
  Deal: {
    ...edges(deal, tableOf),
    amount: money('amountMinor', 'amountCurrency'),
  },
  DealConnection: connectionResolvers,
};
