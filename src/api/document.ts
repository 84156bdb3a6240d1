// A text as a document that this schema can run: within the bounds, parsed, validated. For requests, and for what is registered.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { redactKeys } from '../lib/redact.ts';
import { checkDocument } from '../limits/document.ts';
import { clientLimits, type DocumentLimits } from '../limits/limits.ts';
import { scan } from '../limits/scan.ts';

/** The document cannot be run: why, for the client. */
export interface Refusal {
  readonly errors: readonly GraphQLError[];
}

export interface ReadOptions {
  /** @default clientLimits */
  readonly limits?: DocumentLimits;
  /** Whether documents may ask for the schema; if not, no error tells of it either. @default true */
  readonly hasIntrospection?: boolean;
}

/** Errors listed of one document: the first few help, the rest is a place to hide a bomb in. */
const mostErrors = 10;

/** Throws LIMIT_EXCEEDED for one that is too large. */
export function readDocument(
  schema: GraphQLSchema,
  text: string,
  { limits = clientLimits, hasIntrospection = true }: ReadOptions = {},
): DocumentNode | Refusal {
  scan(text, limits);
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
  }
  checkDocument(document, limits);
  const errors = validateSafely(schema, document, hasIntrospection);
  if (errors.length > 0) return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  return document;
}

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(redactKeys(error.message), {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    originalError: error.originalError,
    extensions: { ...error.extensions, code },
  } as never);

/** graphql 16 throws out of validate() for some subscriptions with @skip; a client's document must not look like our defect. */
function validateSafely(
  schema: GraphQLSchema,
  document: DocumentNode,
  hasIntrospection: boolean,
): readonly GraphQLError[] {
  const rules = hasIntrospection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  try {
    return validate(schema, document, rules, { maxErrors: mostErrors, hideSuggestions: !hasIntrospection });
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
