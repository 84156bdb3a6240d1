import { tag } from '../src/crm/tag.ts';
import { all, byExternalId, byId, connectionResolvers, edges } from './list.ts';
import { writes } from './writes.ts';

export const tagResolvers = {
  Query: { tag: byId(tag), tagByExternalId: byExternalId(tag), tags: all(tag) },
  Mutation: { ...writes(tag, 'Tags') },
  Tag: {
    ...edges(tag),
  },
  TagConnection: connectionResolvers,
};
