// The variables of a request as the compiled operation takes them. Throws BAD_USER_INPUT, for all of them at once.
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { redactKeys } from '../lib/redact.ts';
import type { Operation } from './operations.ts';

export type Values = Record<string, unknown>;

export function coercedValues(
  schema: GraphQLSchema,
  { definition, valuesOf }: Pick<Operation, 'definition' | 'valuesOf'>,
  variables: Readonly<Record<string, unknown>> | null | undefined,
  /** Whether errors may name what comes near to what was sent. */
  hasSuggestions = true,
): Values {
  const definitions = definition.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, variables ?? {}, {
    maxErrors: 10,
    hideSuggestions: !hasSuggestions,
  });
  if (errors) throw badVariables(errors);
  return valuesOf(coerced);
}

function badVariables(errors: readonly GraphQLError[]): AggregateError {
  return new AggregateError(
    errors.map(
      ({ message, nodes }) =>
        new GraphQLError(redactKeys(message), { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
    ),
  );
}
