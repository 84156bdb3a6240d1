// Who takes part in a deal, and as what.
import { column, nullable, table } from '../db/table.ts';

export const dealContact = table({
  name: 'deal_contact',
  columns: {
    id: column('uuid'),
    dealId: column('uuid'),
    contactId: column('uuid'),
    role: nullable('text'),
    createdAt: column('timestamptz'),
  },
  partitions: ['dealId', 'contactId'],
});
