// Custom fields: what a tenant adds to an entity. Also the words behind the names of the enum RecordType.
import { customField } from '../src/crm/custom-field.ts';
import { type EntityName, entities } from '../src/crm/index.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { RecordTypeResolvers, Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const customFieldResolvers = {
  Query: {
    customField: byId(customField),
    customFieldByExternalId: byExternalId(customField),
    customFields: all(customField),
  },
  Mutation: writes(customField, 'CustomFields'),
  CustomField: {
    ...edges(customField),
    // Enums are not serialised on their way out (decision 7): this is the name that clients see.
    recordType: ({ recordType }) => recordType.toUpperCase() as Uppercase<EntityName>,
  },
  CustomFieldConnection: connectionResolvers,
  // Object.fromEntries() forgets which value is whose.
  RecordType: Object.fromEntries(
    Object.keys(entities).map((word) => [word.toUpperCase(), word]),
  ) as RecordTypeResolvers,
} satisfies Resolvers;
