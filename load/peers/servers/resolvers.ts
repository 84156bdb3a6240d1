// Plain resolvers with a DataLoader for every edge, as most GraphQL servers on Node have them.
import DataLoader from 'dataloader';
import {
  type Company,
  type Contact,
  companyById,
  contactsByCompanies,
  type Deal,
  dealsByCompanies,
  firstCompanies,
  type Named,
  stagesByIds,
  usersByIds,
} from './reads.ts';

export interface Loaders {
  readonly user: DataLoader<string, Named | null>;
  readonly stage: DataLoader<string, Named | null>;
  readonly contacts: (first: number) => DataLoader<string, Contact[]>;
  readonly deals: (first: number, status: string) => DataLoader<string, Deal[]>;
}

/** Made for each request: a loader remembers what it has read. */
export function createLoaders(): Loaders {
  return {
    user: new DataLoader(usersByIds),
    stage: new DataLoader(stagesByIds),
    contacts: onceForEach((first) => new DataLoader((ids) => contactsByCompanies(ids, first))),
    deals: onceForEach((first, status) => new DataLoader((ids) => dealsByCompanies(ids, status, first))),
  };
}

interface Context {
  readonly loaders: Loaders;
}
interface DealArguments {
  readonly first: number;
  readonly filter: { readonly status: { readonly eq: string } };
}

export const resolvers = {
  Query: {
    company: (_: unknown, { id }: { id: string }) => companyById(id),
    companies: async (_: unknown, { first }: { first: number }) => ({ nodes: await firstCompanies(first) }),
  },
  Company: {
    owner: (company: Company, _: unknown, { loaders }: Context) =>
      company.owner_id && loaders.user.load(company.owner_id),
    contacts: async (company: Company, { first }: { first: number }, { loaders }: Context) => ({
      nodes: await loaders.contacts(first).load(company.id),
    }),
    deals: async (company: Company, { first, filter }: DealArguments, { loaders }: Context) => ({
      nodes: await loaders.deals(first, filter.status.eq).load(company.id),
    }),
  },
  Contact: {
    owner: (contact: Contact, _: unknown, { loaders }: Context) =>
      contact.owner_id && loaders.user.load(contact.owner_id),
  },
  Deal: {
    amount: (deal: Deal) => money(deal),
    closeDate: (deal: Deal) => deal.close_date,
    stage: (deal: Deal, _: unknown, { loaders }: Context) => loaders.stage.load(deal.stage_id),
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
