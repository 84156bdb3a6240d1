import { company } from '../src/crm/company.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges, money } from './list.ts';

export const companyResolvers = {
  Query: { company: byId(company), companies: all(company) },
  Company: {
    ...edges(company, tableOf),
    annualRevenue: money('annualRevenueMinor', 'annualRevenueCurrency'),
  },
  CompanyConnection: connectionResolvers,
};
