// The variables of a request as the compiled operation takes them. Throws BAD_USER_INPUT, for all of them at once.
import type { GraphQLSchema } from 'graphql';
import { type Variables, variableValues } from '../limits/variable-values.ts';
import type { Operation } from './operations.ts';

export type Values = Record<string, unknown>;

export function coercedValues(
  schema: GraphQLSchema,
  { definition, valuesOf }: Pick<Operation, 'definition' | 'valuesOf'>,
  variables: Variables | null | undefined,
  /** Whether errors may name what comes near to what was sent. */
  hasSuggestions = true,
): Values {
  const { coerced, errors } = variableValues(schema, definition.variableDefinitions, variables, hasSuggestions);
  if (errors) throw new AggregateError(errors);
  return valuesOf(coerced);
}
