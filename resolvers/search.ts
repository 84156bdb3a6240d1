import type { GraphQLResolveInfo } from 'graphql';
import { type Hit, type SearchArgs, search } from '../src/crm/search.ts';
import type { Context } from './context.ts';
import { named } from './list.ts';

export const searchResolvers = {
  Query: {
    search: async (_: unknown, args: SearchArgs, { reader }: Context) => search(await reader(), args),
  },
  SearchHit: {
    record: async ({ table, id }: Hit, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) =>
      named(table, await loaders.byId(table, id, wants(info))),
  },
};
