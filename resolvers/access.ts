// Keys and the log of what was done to them.
import { tableOf } from '../src/crm/index.ts';
import { user } from '../src/crm/user.ts';
import { parseId } from '../src/lib/text.ts';
import { connectionOf, connectionResolvers, type RowIn } from './list.ts';
import type { KeyEnvironment, Resolvers, Visibility } from './types.generated.ts';

/** Enums are not serialised on their way out (decision 7): this is the name that clients see. */
export const visibilityName = ({ visibility }: { readonly visibility: string }) =>
  visibility.toUpperCase() as Visibility;

export const environmentName = ({ environment }: { readonly environment: string | null }) =>
  (environment?.toUpperCase() ?? null) as KeyEnvironment | null;

const newestFirst = { orderBy: [{ field: 'AT', direction: 'DESC' }] } as const;

export const accessResolvers = {
  Query: {
    apiKeys: (_, { withRevoked }, { keys }) => keys.list(withRevoked),
    auditEvents: async (_, args, { loaders, wants }, info) => {
      const table = tableOf('audit_event');
      const page = await loaders.page<never>(table, { ...args, ...newestFirst }, wants(info));
      return connectionOf(page, (mode) => loaders.count(table, {}, mode));
    },
  },
  Mutation: {
    // Those that the generated types leave open have a default in the schema.
    createApiKey: (_, { input: { userId, visibility = 'ALL', environment = 'LIVE', ...input } }, { keys }) =>
      keys.create({
        ...input,
        visibility: visibility.toLowerCase() as Lowercase<Visibility>,
        environment: environment.toLowerCase() as Lowercase<KeyEnvironment>,
        userId: userId == null ? null : parseId(userId, 'userId'),
      }),
    rotateApiKey: (_, { id, keepOldFor }, { keys }) => keys.rotate(parseId(id, 'id'), keepOldFor),
    updateApiKey: (_, { id, input: { name } }, { keys }) => keys.rename(parseId(id, 'id'), name),
    revokeApiKey: (_, { id }, { keys }) => keys.revoke(parseId(id, 'id')),
  },
  ApiKey: {
    visibility: visibilityName,
    environment: environmentName,
    user: ({ userId }, _, { loaders, wants }, info) =>
      userId === null ? null : loaders.byId<RowIn<typeof user>>(user, userId, wants(info)),
  },
  AuditEventConnection: connectionResolvers,
} satisfies Resolvers;
