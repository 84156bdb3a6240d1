// What an operation would cost and whether its answer is kept, by the same analysis as before an execution: the two cannot drift.
import type { GraphQLSchema } from 'graphql';
import type { Estimate, EstimateOptions, Limits } from '../../resolvers/context.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Cache } from '../cache/cache.ts';
import { keysOf } from '../cache/key.ts';
import { badInput } from '../errors.ts';
import { checkVariables } from '../limits/variables.ts';
import type { Flow } from './flow.ts';
import type { Operation } from './operations.ts';
import type { Prepare } from './preparation.ts';
import { coercedValues } from './values.ts';

export interface EstimatorOptions {
  readonly schema: GraphQLSchema;
  readonly prepare: Prepare;
  readonly flow: Flow;
  readonly cache: Cache;
  readonly buildId: string;
}

/** What resolvers may ask about limits, for one viewer. */
export type LimitsOf = (viewer: Viewer) => Limits;

const mostFields = 50;

export function createLimits({ schema, prepare, flow, cache, buildId }: EstimatorOptions): LimitsOf {
  async function estimate(viewer: Viewer, { query, variables, operationName }: EstimateOptions): Promise<Estimate> {
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables)))
      throw badInput('`variables` must be an object.', { argument: 'variables' });
    const operation = await prepare({ text: query, operationName, viewer });
    if ('errors' in operation)
      throw badInput(`The document cannot run: ${operation.errors[0]!.message}`, { argument: 'query' });
    const given = (variables ?? {}) as Readonly<Record<string, unknown>>;
    checkVariables(given);
    const values = coercedValues(schema, operation, given);
    const { cost, policy } = operation;
    const sizeOf = flow.sizesOf(viewer.tenantId);
    const keys = keysOf(buildId, viewer, { query, operationName, variables: given });
    const entry = cache.store.get(keys.shared) ?? cache.store.get(keys.personal);
    const uncacheableBecause = whyNotKept(operation);
    return {
      requested: Math.ceil(cost.of(values, sizeOf)),
      bound: Math.ceil(cost.of(values)),
      ceiling: flow.ceiling,
      fits: cost.fits(values, flow.ceiling, sizeOf),
      fields: cost.fields(values, mostFields, sizeOf),
      isCacheable: uncacheableBecause === null,
      uncacheableBecause,
      maxAgeSeconds: uncacheableBecause === null ? policy.maxAgeMs / 1_000 : 0,
      isPersonal: policy.isPrivate,
      tagCount: entry ? entry.stamp.tags.length : null,
    };
  }

  return (viewer) => ({
    estimate: (asked) => estimate(viewer, asked),
    budgets: () => flow.budget.both(viewer),
  });
}

export function whyNotKept({ definition, policy }: Operation): string | null {
  if (definition.operation !== 'query') return `It is a ${definition.operation}: only the answers of queries are kept.`;
  return policy.maxAgeMs > 0 ? null : 'It has a field that changes all the time: @cacheControl(maxAge: 0).';
}
