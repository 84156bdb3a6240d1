// Who asks: the viewer of the API key, and the tenant.
import { tenantName } from '../src/crm/tenant.ts';
import { user } from '../src/crm/user.ts';
import { environmentName, visibilityName } from './access.ts';
import type { RowIn } from './list.ts';
import type { Resolvers } from './types.generated.ts';

export const viewerResolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer },
  Viewer: {
    visibility: visibilityName,
    environment: environmentName,
    user: ({ userId }, _, { loaders, wants }, info) =>
      userId === null ? null : loaders.byId<RowIn<typeof user>>(user, userId, wants(info)),
    tenant: async ({ tenantId }, _, { reader }) => ({ id: tenantId, name: await tenantName(await reader()) }),
  },
} satisfies Resolvers;
