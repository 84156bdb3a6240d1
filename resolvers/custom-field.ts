import { customField } from '../src/crm/custom-field.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const customFieldResolvers = {
  Query: { customField: byId(customField), customFields: all(customField) },
  CustomField: {
    ...edges(customField, tableOf),
  },
  CustomFieldConnection: connectionResolvers,
};
