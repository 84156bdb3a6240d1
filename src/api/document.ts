// A text as a document that this schema can run: within the bounds, parsed, validated. For requests, and for what is registered.
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { checkFields, checkText } from '../limits/document.ts';

/** The document cannot be run: why, for the client. */
export interface Refusal {
  readonly errors: readonly GraphQLError[];
}

/** Words and signs of a document: a mutation with 100 rows written out has some 3,000. */
const mostTokens = 10_000;
/** Errors listed of one document: the first few help, the rest is a place to hide a bomb in. */
const mostErrors = 10;

/** Throws LIMIT_EXCEEDED for one that is too large. */
export function readDocument(schema: GraphQLSchema, text: string): DocumentNode | Refusal {
  checkText(text);
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: mostTokens });
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validateSafely(schema, document);
  if (errors.length > 0) return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  checkFields(document);
  return document;
}

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    originalError: error.originalError,
    extensions: { ...error.extensions, code },
  } as never);

/** graphql 16 throws out of validate() for some subscriptions with @skip; a client's document must not look like our defect. */
function validateSafely(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(schema, document, specifiedRules, { maxErrors: mostErrors });
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
