import { tag } from '../src/crm/tag.ts';
import { tableOf } from '../src/db/table.ts';
import { all, byId, connectionResolvers, edges } from './list.ts';

export const tagResolvers = {
  Query: { tag: byId(tag), tags: all(tag) },
  Tag: {
    ...edges(tag, tableOf),
  },
  TagConnection: connectionResolvers,
};
