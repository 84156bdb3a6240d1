import { contact } from '../src/crm/contact.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const contactResolvers = {
  Query: { contact: byId(contact), contacts: all(contact) },
  Contact: {
    ...edges(contact, tableOf),
  },
  ContactConnection: connectionResolvers,
};
