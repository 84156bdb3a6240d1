// The list of everything the CRM keeps: a new entity is one more line here and one in resolvers/index.ts.
import { registerTables, tableOf } from '../db/table.ts';
import { activity } from './activity.ts';
import { company } from './company.ts';
import { contact } from './contact.ts';
import { customField } from './custom-field.ts';
import { deal } from './deal.ts';
import { dealContact } from './deal-contact.ts';
import { externalId } from './external-id.ts';
import { pipeline } from './pipeline.ts';
import { product } from './product.ts';
import { stage } from './stage.ts';
import { tag, tagging } from './tag.ts';
import { team } from './team.ts';
import { tenant } from './tenant.ts';
import { user } from './user.ts';

/** Records that clients see, by the word for them. */
export const entities = {
  company,
  contact,
  deal,
  pipeline,
  stage,
  product,
  activity,
  user,
  team,
  tag,
  custom_field: customField,
} as const;

/** Links between records: they have no page of their own. */
export const links = { deal_contact: dealContact, tagging, external_id: externalId } as const;

export type EntityName = keyof typeof entities;
export type Entity = (typeof entities)[EntityName];

registerTables([tenant, ...Object.values(entities), ...Object.values(links)]);

export { tableOf };
