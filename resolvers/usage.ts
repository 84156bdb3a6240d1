// What a credential may spend and has spent.
import { usageOf } from '../src/crm/usage.ts';
import { badInput } from '../src/errors.ts';
import type { Resolvers } from './types.generated.ts';

const mostDays = 90;
const mostRows = 500;

export const usageResolvers = {
  Viewer: {
    budget: (_, __, { limits }) => limits.budgets(),
    usage: async ({ subject }, { days }, { reader }) => {
      if (days < 1 || days > mostDays)
        throw badInput(`\`days\` is 1 to ${mostDays}, got ${days}.`, { argument: 'days' });
      return usageOf(await reader(), subject, days, mostRows);
    },
  },
} satisfies Resolvers;
