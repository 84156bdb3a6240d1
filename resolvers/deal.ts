import { deal } from '../src/crm/deal.ts';
import { link, unlink } from '../src/crm/links.ts';
import { lock, update } from '../src/crm/write.ts';
import type { Context } from './context.ts';
import { all, byExternalId, byId, connectionResolvers, edges, money } from './list.ts';
import { merges, writes } from './writes.ts';

interface MoveDealArgs {
  readonly id: string;
  readonly stageId: string;
  readonly expectedVersion?: number | null;
  readonly closeDate?: string | null;
}

interface DealContactsArgs {
  readonly dealId: string;
  readonly contactIds: string[];
  readonly role?: string | null;
}

export const dealResolvers = {
  Query: { deal: byId(deal), dealByExternalId: byExternalId(deal), deals: all(deal) },
  Mutation: {
    ...writes(deal, 'Deals'),
    mergeDeals: merges(deal),
    moveDeal: (_: unknown, { id, stageId, expectedVersion, closeDate }: MoveDealArgs, { write }: Context) =>
      write((tx) => update(tx, deal, id, expectedVersion, { stageId, ...(closeDate ? { closeDate } : {}) })),
    addDealContacts: (_: unknown, { dealId, contactIds, role }: DealContactsArgs, { write }: Context) =>
      write(async (tx) => {
        const row = await lock(tx, deal, dealId);
        await link(tx, deal, row.id, 'contact', contactIds, role);
        return row;
      }),
    removeDealContacts: (_: unknown, { dealId, contactIds }: DealContactsArgs, { write }: Context) =>
      write(async (tx) => {
        const row = await lock(tx, deal, dealId);
        await unlink(tx, row.id, 'contact', contactIds);
        return row;
      }),
  },
  Deal: {
    ...edges(deal),
    amount: money('amountMinor', 'amountCurrency'),
  },
  DealConnection: connectionResolvers,
};
