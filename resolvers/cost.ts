// What an operation would cost, by the analyser that also guards executions.
import type { Resolvers } from './types.generated.ts';

export const costResolvers = {
  Query: { estimateCost: (_, asked, { limits }) => limits.estimate(asked) },
} satisfies Resolvers;
