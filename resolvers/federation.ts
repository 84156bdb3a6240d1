// What gateways ask of a subgraph: its SDL, and records by type and id. Only the schema for gateways has these fields.
import type { GraphQLResolveInfo } from 'graphql';
import { entities } from '../src/crm/index.ts';
import type { Table } from '../src/db/table.ts';
import { badInput, ClientError } from '../src/errors.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';
import { type Named, named } from './list.ts';
import { anything } from './scalars.ts';

/** As many as a page has rows: what a gateway joins to a longest page fits into one call. */
const mostRepresentations = 100;

const byTypename: ReadonlyMap<unknown, Table> = new Map(
  Object.values(entities).map((table) => [table.typename, table]),
);

interface Reference {
  readonly table: Table;
  readonly id: string;
}

function referenceOf(representation: unknown): Reference {
  const { __typename: typename, id } = Object(representation) as Readonly<Record<string, unknown>>;
  const table = byTypename.get(typename);
  if (!table) {
    const names = [...byTypename.keys()].join(', ');
    const got = String(JSON.stringify(typename)).slice(0, 60);
    throw badInput(`A representation has a \`__typename\` that is one of ${names}; got ${got}.`);
  }
  if (typeof id !== 'string') throw badInput(`A representation of a ${typename} has the key \`id\`, a string.`);
  return { table, id: parseId(id, 'id') };
}

/** One that is wrong is an error in its own place: an id that another subgraph made up takes no other record away. */
function referenceOrError(representation: unknown): Reference | ClientError {
  try {
    return referenceOf(representation);
  } catch (error) {
    if (error instanceof ClientError) return error;
    throw error;
  }
}

/** A refusal stands in its own place too. */
function asResult(error: unknown): ClientError {
  if (error instanceof ClientError && error.code === 'FORBIDDEN') return error;
  throw error;
}

/** All are asked of the loaders at once: one statement a type, however many there are. */
async function find(
  _: unknown,
  { representations }: { readonly representations: readonly unknown[] },
  { loaders, wants }: Context,
  info: GraphQLResolveInfo,
): Promise<(Named | null | ClientError)[]> {
  if (representations.length > mostRepresentations) {
    const message = `\`_entities\` takes at most ${mostRepresentations} representations, got ${representations.length}.`;
    throw new ClientError('LIMIT_EXCEEDED', message);
  }
  return Promise.all(
    representations.map(referenceOrError).map(async (each) => {
      if (each instanceof ClientError) return each;
      const { table, id } = each;
      return loaders.byAnyId(table, id, wants(info)).then((row) => named(table, row), asResult);
    }),
  );
}

export const subgraphResolvers = (sdl: string) => ({
  Query: { _service: () => ({ sdl }), _entities: find },
  _Any: anything('_Any'),
  _Entity: { __resolveType: ({ __typename }: Named) => __typename },
});
