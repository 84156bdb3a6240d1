// Contacts: people, most often at a company.
import { contact } from '../src/crm/contact.ts';
import { edges, personal } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { merges, writes } from './writes.ts';

export const contactResolvers = {
  Query: { contact: byId(contact), contactByExternalId: byExternalId(contact), contacts: all(contact) },
  Mutation: { ...writes(contact, 'Contacts'), mergeContacts: merges(contact) },
  Contact: { ...edges(contact), ...personal(contact) },
  ContactConnection: connectionResolvers,
} satisfies Resolvers;
