import { contact } from '../src/crm/contact.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { merges, writes } from './writes.ts';

export const contactResolvers = {
  Query: { contact: byId(contact), contactByExternalId: byExternalId(contact), contacts: all(contact) },
  Mutation: { ...writes(contact, 'Contacts'), mergeContacts: merges(contact) },
  Contact: {
    ...edges(contact),
  },
  ContactConnection: connectionResolvers,
};
