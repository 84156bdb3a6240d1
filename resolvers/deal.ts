// Deals: sales in progress, won or lost; how they move between stages, and who takes part in them.
import { deal } from '../src/crm/deal.ts';
import { link, unlink } from '../src/crm/links.ts';
import { lock, update } from '../src/crm/write.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers, money, type RowIn } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { merges, writes } from './writes.ts';

type DealRow = RowIn<typeof deal>;

export const dealResolvers = {
  Query: { deal: byId(deal), dealByExternalId: byExternalId(deal), deals: all(deal) },
  Mutation: {
    ...writes(deal, 'Deals'),
    mergeDeals: merges(deal),
    moveDeal: (_, { id, stageId, expectedVersion, closeDate }, { write }) =>
      write((tx) => update<DealRow>(tx, deal, id, expectedVersion, { stageId, ...(closeDate ? { closeDate } : {}) })),
    addDealContacts: (_, { dealId, contactIds, role }, { write }) =>
      write(async (tx) => {
        const row = await lock<DealRow>(tx, deal, dealId);
        await link(tx, deal, row.id, 'contact', contactIds, role);
        return row;
      }),
    removeDealContacts: (_, { dealId, contactIds }, { write }) =>
      write(async (tx) => {
        const row = await lock<DealRow>(tx, deal, dealId);
        await unlink(tx, row.id, 'contact', contactIds);
        return row;
      }),
  },
  Deal: { ...edges(deal), amount: money('amountMinor', 'amountCurrency') },
  DealConnection: connectionResolvers,
} satisfies Resolvers;
