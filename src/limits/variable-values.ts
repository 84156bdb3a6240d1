// The variables of a request as their types take them: at an origin, and before several subgraphs at an edge, in the same words.
import { GraphQLError, type GraphQLSchema, type VariableDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { redactKeys } from '../lib/redact.ts';

export type Variables = Readonly<Record<string, unknown>>;

export type VariableValues =
  | { readonly coerced: Record<string, unknown>; readonly errors?: never }
  | { readonly coerced?: never; readonly errors: readonly GraphQLError[] };

/** Of what is wrong, told at once. */
const mostErrors = 10;

/** `hasSuggestions`: errors may name what comes near to what was sent. */
export function variableValues(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[] | undefined,
  variables: Variables | null | undefined,
  hasSuggestions: boolean,
): VariableValues {
  const options = { maxErrors: mostErrors, hideSuggestions: !hasSuggestions };
  const { coerced, errors } = getVariableValues(schema, definitions ?? [], variables ?? {}, options);
  return errors ? { errors: errors.map(coded) } : { coerced };
}

const coded = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(redactKeys(message), { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
