// Plain resolvers with a DataLoader for every edge, as most GraphQL servers on Node have them.
import DataLoader from 'dataloader';
import { counted } from './counts.ts';
import { type DealFilter, dealsOfStages, firstCompanies, firstContacts, firstDeals, type StageTotal } from './lists.ts';
import {
  type Company,
  type Contact,
  companiesByIds,
  companyById,
  contactById,
  contactsByCompanies,
  type Deal,
  dealById,
  dealsByCompanies,
  type Named,
  stagesByIds,
  usersByIds,
} from './reads.ts';
import * as writes from './writes.ts';

export interface Loaders {
  readonly user: DataLoader<string, Named | null>;
  readonly stage: DataLoader<string, Named | null>;
  readonly company: DataLoader<string, Company | null>;
  readonly contacts: (first: number) => DataLoader<string, Contact[]>;
  readonly deals: (first: number, status: string) => DataLoader<string, Deal[]>;
}

/** Made for each request: a loader remembers what it has read. */
export function createLoaders(): Loaders {
  return {
    user: new DataLoader(usersByIds),
    stage: new DataLoader(stagesByIds),
    company: new DataLoader(companiesByIds),
    contacts: onceForEach((first) => new DataLoader((ids) => contactsByCompanies(ids, first))),
    deals: onceForEach((first, status) => new DataLoader((ids) => dealsByCompanies(ids, status, first))),
  };
}

interface Context {
  readonly loaders: Loaders;
}
interface First {
  readonly first: number;
}
interface List extends First {
  readonly filter?: object;
  readonly orderBy?: readonly unknown[];
}
interface OpenDeals extends First {
  readonly filter: { readonly status: { readonly eq: string } };
}
interface ById {
  readonly id: string;
}
interface Update extends ById {
  readonly input: object;
}

export const resolvers = {
  Query: counted({
    company: (_: unknown, { id }: ById) => companyById(id),
    companies: async (_: unknown, { first, filter }: List) => ({ nodes: await firstCompanies(first, filter) }),
    contact: (_: unknown, { id }: ById) => contactById(id),
    contacts: async (_: unknown, { first, filter }: List) => ({ nodes: await firstContacts(first, filter) }),
    deal: (_: unknown, { id }: ById) => dealById(id),
    deals: async (_: unknown, { first, filter, orderBy }: List) => ({
      nodes: await firstDeals(first, filter, orderBy !== undefined),
    }),
    dealTotals: (_: unknown, { filter }: { filter: DealFilter }) => dealsOfStages(filter),
  }),
  Mutation: {
    updateCompany: (_: unknown, { id, input }: Update) => writes.updateCompany(id, input),
    updateContact: (_: unknown, { id, input }: Update) => writes.updateContact(id, input),
    updateDeal: (_: unknown, { id, input }: Update) => writes.updateDeal(id, input),
    moveDeal: (_: unknown, { id, stageId }: ById & { stageId: string }) => writes.moveDeal(id, stageId),
    createContact: (_: unknown, { input }: { input: writes.CreateContact }) => writes.createContact(input),
    createDeal: (_: unknown, { input }: { input: writes.CreateDeal }) => writes.createDeal(input),
  },
  Company: {
    owner: (company: Company, _: unknown, { loaders }: Context) =>
      company.owner_id && loaders.user.load(company.owner_id),
    contacts: async (company: Company, { first }: First, { loaders }: Context) => ({
      nodes: await loaders.contacts(first).load(company.id),
    }),
    deals: async (company: Company, { first, filter }: OpenDeals, { loaders }: Context) => ({
      nodes: await loaders.deals(first, filter.status.eq).load(company.id),
    }),
  },
  Contact: {
    owner: (contact: Contact, _: unknown, { loaders }: Context) =>
      contact.owner_id && loaders.user.load(contact.owner_id),
    company: (contact: Contact, _: unknown, { loaders }: Context) =>
      contact.company_id && loaders.company.load(contact.company_id),
  },
  Deal: {
    amount: (deal: Deal) => money(deal),
    closeDate: (deal: Deal) => deal.close_date,
    stage: (deal: Deal, _: unknown, { loaders }: Context) => loaders.stage.load(deal.stage_id),
    owner: (deal: Deal, _: unknown, { loaders }: Context) => deal.owner_id && loaders.user.load(deal.owner_id),
    company: (deal: Deal, _: unknown, { loaders }: Context) => deal.company_id && loaders.company.load(deal.company_id),
  },
  DealTotals: {
    stage: (total: StageTotal, _: unknown, { loaders }: Context) => loaders.stage.load(total.stage_id),
  },
};

export function money(deal: Deal): { minor: number; currency: string | null } | null {
  return deal.amount_minor === null ? null : { minor: deal.amount_minor, currency: deal.amount_currency };
}

/** One loader for each set of arguments: children with different arguments are different batches. */
function onceForEach<Arguments extends unknown[], Loader>(create: (...args: Arguments) => Loader) {
  const made = new Map<string, Loader>();
  return (...args: Arguments): Loader => {
    const key = args.join();
    const loader = made.get(key) ?? create(...args);
    made.set(key, loader);
    return loader;
  };
}
