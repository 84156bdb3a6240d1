// Records of any type: by id alone, and what they have in common.
import type { GraphQLResolveInfo } from 'graphql';
import { entities } from '../src/crm/index.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';
import { atMost, type Named, named } from './list.ts';
import type { Resolvers } from './types.generated.ts';

/**
 * An id does not tell its type, so each table is asked: as many statements as there are types, in one round trip. What may not be
 * read is not found: a refusal would tell that it is there.
 */
async function find(id: string, { loaders, mayRead, wants }: Context, info: GraphQLResolveInfo): Promise<Named | null> {
  const uuid = parseId(id, 'id');
  const readable = Object.values(entities).filter(mayRead);
  const found = await Promise.all(
    readable.map(async (table) => named(table, await loaders.byAnyId(table, uuid, wants(info)))),
  );
  return found.find((row) => row !== null) ?? null;
}

function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  throw error;
}

const typed = {
  __resolveType: <Typename extends string>(row: Named<Typename>) => row.__typename,
};

export const nodeResolvers = {
  Query: {
    node: (_, { id }, context, info) => find(id, context, info),
    nodes: (_, { ids }, context, info) => {
      atMost(100, ids, 'ids');
      // One that is no id is null with an error at its place; the others are answered.
      return Promise.all(ids.map((id) => find(id, context, info).catch(asError))) as never;
    },
  },
  Node: typed,
  Record: typed,
  Customer: typed,
} satisfies Resolvers;
