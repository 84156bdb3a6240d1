// Who asks: the viewer of the API key, and the tenant.
import { tenantName } from '../src/crm/tenant.ts';
import type { Resolvers } from './types.generated.ts';

export const viewerResolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer },
  Viewer: {
    tenant: async ({ tenantId }, _, { reader }) => ({ id: tenantId, name: await tenantName(await reader()) }),
  },
} satisfies Resolvers;
