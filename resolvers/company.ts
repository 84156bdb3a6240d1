// Companies: whom the tenant sells to, in their groups.
import { company } from '../src/crm/company.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers, money } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { merges, writes } from './writes.ts';

export const companyResolvers = {
  Query: { company: byId(company), companyByExternalId: byExternalId(company), companies: all(company) },
  Mutation: { ...writes(company, 'Companies'), mergeCompanies: merges(company) },
  Company: {
    ...edges(company),
    annualRevenue: money('annualRevenueMinor', 'annualRevenueCurrency'),
  },
  CompanyConnection: connectionResolvers,
} satisfies Resolvers;
