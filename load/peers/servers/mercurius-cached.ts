// Mercurius with mercurius-cache in memory: each field that reads the database is cached under a key of its own, refers to the
// records it shows, and mutations invalidate by these references, lists included. Keys are ids and not whole rows: much cheaper.
import { fastify } from 'fastify';
import mercurius from 'mercurius';
import cache from 'mercurius-cache';
import { ttlSeconds } from './cache-options.ts';
import { counts } from './counts.ts';
import { port } from './environment.ts';
import { createLoaders, type Loaders, resolvers } from './resolvers.ts';
import { typeDefs } from './schema.ts';

declare module 'mercurius' {
  interface MercuriusContext {
    readonly loaders: Loaders;
  }
}

interface Identified {
  readonly id: string;
}
interface Page {
  readonly nodes: readonly Identified[];
}
interface Asked {
  readonly self: Identified & Readonly<Record<string, string | null>>;
  readonly arg: object;
}
type Input = { readonly id: string; readonly input: object };

const record = (type: string) => ({
  key: ({ arg }: Asked) => (arg as Identified).id,
  references: (_: unknown, __: string, found: Identified | null) => (found ? [`${type}:${found.id}`] : undefined),
});
const list = (type: string) => ({
  key: ({ arg }: Asked) => JSON.stringify(arg),
  references: (_: unknown, __: string, { nodes }: Page) => [`${type}s`, ...nodes.map(({ id }) => `${type}:${id}`)],
});
const below = (type: string) => ({ ...list(type), key: ({ self, arg }: Asked) => self.id + JSON.stringify(arg) });
const one = (type: string, column: string) => ({
  key: ({ self }: Asked) => self[column] ?? '',
  references: ({ self }: Asked) => (self[column] ? [`${type}:${self[column]}`] : undefined),
});

const app = fastify();
app.register(mercurius, { schema: typeDefs, resolvers, context: () => ({ loaders: createLoaders() }), jit: 1 });
await app.register(cache.default, {
  ttl: ttlSeconds,
  storage: { type: 'memory', options: { size: 100_000, invalidation: true } }, // by default 1,024 for each field
  onHit: () => void counts.fieldHits++,
  onMiss: () => void counts.fieldMisses++,
  policy: {
    Query: {
      company: record('company'),
      contact: record('contact'),
      deal: record('deal'),
      companies: list('company'),
      contacts: list('contact'),
      deals: list('deal'),
      dealTotals: { key: ({ arg }: Asked) => JSON.stringify(arg), references: () => ['deals'] },
    },
    Company: { owner: one('user', 'owner_id'), contacts: below('contact'), deals: below('deal') },
    Contact: { owner: one('user', 'owner_id'), company: one('company', 'company_id') },
    Deal: { stage: one('stage', 'stage_id'), owner: one('user', 'owner_id'), company: one('company', 'company_id') },
    DealTotals: { stage: one('stage', 'stage_id') },
    Mutation: {
      // A list of companies or contacts is touched by a move only; a list of deals also by an amount, which orders it.
      updateCompany: {
        invalidate: (_: unknown, { id, input }: Input) => [
          `company:${id}`,
          ...('ownerId' in input ? ['companys'] : []),
        ],
      },
      updateContact: {
        invalidate: (_: unknown, { id, input }: Input) => [
          `contact:${id}`,
          ...('companyId' in input ? ['contacts'] : []),
        ],
      },
      updateDeal: { invalidate: (_: unknown, { id }: Input) => [`deal:${id}`, 'deals'] },
      moveDeal: { invalidate: (_: unknown, { id }: Input) => [`deal:${id}`, 'deals'] },
      createContact: { invalidate: () => ['contacts'] },
      createDeal: { invalidate: () => ['deals'] },
    },
  },
});
await app.listen({ port, host: '127.0.0.1' });
