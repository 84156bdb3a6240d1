// Search: the hits, and the record that each stands for.
import { search } from '../src/crm/search.ts';
import { named } from './list.ts';
import type { Resolvers } from './types.generated.ts';

export const searchResolvers = {
  Query: {
    search: async (_, args, { reader }) => search(await reader(), args),
  },
  SearchHit: {
    // The hit comes from this snapshot, so its record is in it.
    record: async ({ table, id }, _, { loaders, wants }, info) =>
      named(table, await loaders.byId(table, id, wants(info)))!,
  },
} satisfies Resolvers;
