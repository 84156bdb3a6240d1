// A company: whom the tenant sells to, with its place in a group of companies.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { definedKeys } from './custom-values.ts';
import { refuseCycle } from './hierarchy.ts';

export const company = table({
  name: 'company',
  typename: 'Company',
  scope: 'companies',
  columns: {
    ...standard,
    name: column('text'),
    domain: nullable('text'),
    website: nullable('text'),
    industry: nullable('text'),
    employees: nullable('int'),
    annualRevenueMinor: nullable('bigint'),
    annualRevenueCurrency: nullable('text'),
    foundedYear: nullable('int'),
    country: nullable('text'),
    city: nullable('text'),
    phone: nullable('text'),
    description: nullable('text'),
    parentId: nullable('uuid'),
    ownerId: nullable('uuid'),
    mergedIntoId: nullable('uuid'),
    custom: column('jsonb'),
  },
  partitions: ['parentId', 'ownerId', 'industry', 'country', 'domain'],
  fields: { annualRevenue: ['annualRevenueMinor', 'annualRevenueCurrency'] },
  edges: {
    parent: { kind: 'one', to: 'company', key: 'parentId' },
    owner: { kind: 'one', to: 'user', key: 'ownerId' },
    subsidiaries: { kind: 'many', to: 'company', foreignKey: 'parentId' },
    contacts: { kind: 'many', to: 'contact', foreignKey: 'companyId' },
    deals: { kind: 'many', to: 'deal', foreignKey: 'companyId' },
    activities: { kind: 'many', to: 'activity', foreignKey: 'aboutId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  orders: {
    NAME: 'name',
    INDUSTRY: 'industry',
    EMPLOYEES: 'employees',
    ANNUAL_REVENUE: 'annualRevenueMinor',
    COUNTRY: 'country',
    FOUNDED_YEAR: 'foundedYear',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
  customKeys: definedKeys,
  required: ['name'],
  prepare: async (tx, values, current) => {
    await refuseCycle(tx, 'company', 'parentId', values, current);
    return values;
  },
  words: {
    expression: `name || ' ' || coalesce(domain, '') || ' ' || coalesce(city, '')`,
    columns: ['name', 'domain', 'city'],
    fuzzy: 'name',
  },
});

export type CompanyRow = RowOf<typeof company.columns>;
