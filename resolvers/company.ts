import { company } from '../src/crm/company.ts';
import { all, byExternalId, byId, connectionResolvers, edges, money } from './list.ts';
import { merges, writes } from './writes.ts';

export const companyResolvers = {
  Query: { company: byId(company), companyByExternalId: byExternalId(company), companies: all(company) },
  Mutation: { ...writes(company, 'Companies'), mergeCompanies: merges(company) },
  Company: {
    ...edges(company),
    annualRevenue: money('annualRevenueMinor', 'annualRevenueCurrency'),
  },
  CompanyConnection: connectionResolvers,
};
