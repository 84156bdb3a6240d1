import type { Viewer } from '../src/auth/viewer.ts';
import { tenantName } from '../src/crm/tenant.ts';
import type { Context } from './context.ts';

export const viewerResolvers = {
  Query: { viewer: (_: unknown, __: unknown, { viewer }: Context) => viewer },
  Viewer: {
    tenant: async (viewer: Viewer, _: unknown, { reader }: Context) => ({
      id: viewer.tenantId,
      name: await tenantName(await reader()),
    }),
  },
};
