// Mercurius as its manual recommends it: the just-in-time compiler and its own loaders (keyed by the parent row, so rows are kept small).
import { fastify } from 'fastify';
import mercurius from 'mercurius';
import { port } from './environment.ts';
import { firstCompanies } from './lists.ts';
import {
  type Company,
  type Contact,
  companyById,
  contactsByCompanies,
  type Deal,
  dealsByCompanies,
  type Named,
  stagesByIds,
  usersByIds,
} from './reads.ts';
import { money } from './resolvers.ts';
import { typeDefs } from './schema.ts';

interface Query<Parent, Params> {
  readonly obj: Parent;
  readonly params: Params;
}
type First = { readonly first: number };
type FirstWithStatus = First & { readonly filter: { readonly status: { readonly eq: string } } };

const app = fastify();
app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    Query: {
      company: (_: unknown, { id }: { id: string }) => companyById(id),
      companies: async (_: unknown, { first }: First) => ({ nodes: await firstCompanies(first) }),
    },
    Deal: { amount: (deal: Deal) => money(deal), closeDate: (deal: Deal) => deal.close_date },
  },
  loaders: {
    Company: {
      owner: (queries: Query<Company, unknown>[]) => owners(queries),
      contacts: (queries: Query<Company, First>[]) =>
        byArguments(queries, (ids, { first }) => contactsByCompanies(ids, first)),
      deals: (queries: Query<Company, FirstWithStatus>[]) =>
        byArguments(queries, (ids, { first, filter }) => dealsByCompanies(ids, filter.status.eq, first)),
    },
    Contact: { owner: (queries: Query<Contact, unknown>[]) => owners(queries) },
    Deal: { stage: (queries: Query<Deal, unknown>[]) => stagesByIds(queries.map(({ obj }) => obj.stage_id)) },
  },
});
await app.listen({ port, host: '127.0.0.1' });

/** Keys are whole parent rows, so the same owner may be wanted by many of them: ask for each once. */
async function owners(
  queries: readonly Query<{ readonly owner_id: string | null }, unknown>[],
): Promise<(Named | null)[]> {
  const ids = [...new Set(queries.map(({ obj }) => obj.owner_id).filter((id) => id !== null))];
  const users = await usersByIds(ids);
  const byId = new Map(ids.map((id, at) => [id, users[at] ?? null]));
  return queries.map(({ obj }) => (obj.owner_id === null ? null : (byId.get(obj.owner_id) ?? null)));
}

/** One batch for each set of arguments that a document asks the field with. */
async function byArguments<Params, Row>(
  queries: readonly Query<Company, Params>[],
  read: (ids: string[], params: Params) => Promise<Row[][]>,
): Promise<{ nodes: Row[] }[]> {
  const answers: { nodes: Row[] }[] = [];
  const sets = Map.groupBy(queries.keys(), (at) => JSON.stringify(queries[at]!.params));
  await Promise.all(
    Array.from(sets.values(), async (positions) => {
      const children = await read(
        positions.map((at) => queries[at]!.obj.id),
        queries[positions[0]!]!.params,
      );
      for (const [index, at] of positions.entries()) answers[at] = { nodes: children[index]! };
    }),
  );
  return answers;
}
