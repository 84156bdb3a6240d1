import type { EntityName } from '../crm/index.ts';

/** What can be imported and exported, parents first: a copy of a tenant is made in this order. */
export const transferable = [
  'team',
  'user',
  'tag',
  'company',
  'contact',
  'product',
  'pipeline',
  'stage',
  'deal',
  'activity',
] as const satisfies readonly EntityName[];
