// Tags: coloured words on records of any type.
import { tag } from '../src/crm/tag.ts';
import { edges } from './edges.ts';
import { all, byExternalId, byId, connectionResolvers } from './list.ts';
import type { Resolvers } from './types.generated.ts';
import { writes } from './writes.ts';

export const tagResolvers = {
  Query: { tag: byId(tag), tagByExternalId: byExternalId(tag), tags: all(tag) },
  Mutation: writes(tag, 'Tags'),
  Tag: edges(tag),
  TagConnection: connectionResolvers,
} satisfies Resolvers;
