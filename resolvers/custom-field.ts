import { type CustomFieldRow, customField } from '../src/crm/custom-field.ts';
import { entities } from '../src/crm/index.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const customFieldResolvers = {
  Query: {
    customField: byId(customField),
    customFieldByExternalId: byExternalId(customField),
    customFields: all(customField),
  },
  Mutation: { ...writes(customField, 'CustomFields') },
  CustomField: {
    ...edges(customField),
    // Kept as the word for the entity; clients see the enum's name.
    recordType: (row: CustomFieldRow) => row.recordType.toUpperCase(),
  },
  CustomFieldConnection: connectionResolvers,
  RecordType: Object.fromEntries(Object.keys(entities).map((word) => [word.toUpperCase(), word])),
};
