// A contact: a person, most often at a company.
import type { RowOf } from '../db/column.ts';
import { column, nullable, standard, table } from '../db/table.ts';
import { badInput } from '../errors.ts';
import { definedKeys } from './custom-values.ts';
import { lowerEmail } from './email.ts';

export const contact = table({
  name: 'contact',
  typename: 'Contact',
  scope: 'contacts',
  personal: ['email', 'phone'],
  columns: {
    ...standard,
    name: { type: 'text', nullable: false, generated: true },
    firstName: nullable('text'),
    lastName: nullable('text'),
    email: nullable('text'),
    phone: nullable('text'),
    title: nullable('text'),
    city: nullable('text'),
    country: nullable('text'),
    companyId: nullable('uuid'),
    ownerId: nullable('uuid'),
    mergedIntoId: nullable('uuid'),
    custom: column('jsonb'),
  },
  partitions: ['companyId', 'ownerId', 'email'],
  edges: {
    company: { kind: 'one', to: 'company', key: 'companyId' },
    owner: { kind: 'one', to: 'user', key: 'ownerId' },
    deals: { kind: 'through', to: 'deal', via: 'deal_contact', from: 'contactId', target: 'dealId' },
    activities: { kind: 'many', to: 'activity', foreignKey: 'aboutId' },
    tags: { kind: 'through', to: 'tag', via: 'tagging', from: 'recordId', target: 'tagId' },
    externalIds: { kind: 'many', to: 'external_id', foreignKey: 'recordId' },
  },
  customKeys: definedKeys,
  orders: {
    NAME: 'name',
    FIRST_NAME: 'firstName',
    LAST_NAME: 'lastName',
    EMAIL: 'email',
    TITLE: 'title',
    COUNTRY: 'country',
    CREATED_AT: 'createdAt',
    UPDATED_AT: 'updatedAt',
  },
  prepare: (tx, values, current) => {
    const { firstName, lastName, email } = { ...current, ...values };
    if (firstName == null && lastName == null && email == null) {
      throw badInput('A contact has a first name, a last name or an e-mail address: at least one of them.', {
        field: 'firstName',
      });
    }
    return lowerEmail(tx, values);
  },
  words: {
    expression: `name || ' ' || coalesce(email, '') || ' ' || coalesce(title, '')`,
    columns: ['name', 'email', 'title'],
    fuzzy: 'name',
  },
});

export type ContactRow = RowOf<typeof contact.columns>;
