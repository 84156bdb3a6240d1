// From whatever was thrown to what the client sees: known errors with code and details, everything else as INTERNAL with an id.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { clientErrorOf } from '../db/errors.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { redacted, redactKeys } from '../lib/redact.ts';

/** Told of every error that is masked, with the id that the client was given. */
export type Report = (error: unknown, requestId: string) => void;

/** An error as a GraphQL error of an answer. The path and place of the field stay. `requestId`: of the request that it is told to. @default one of its own */
export function maskError(error: unknown, report: Report, requestId: string = randomUUID()): GraphQLError {
  const graphql = error instanceof GraphQLError || isGraphQLErrorLike(error) ? (error as GraphQLError) : null;
  const cause = graphql ? (graphql.originalError ?? null) : error;
  const known = clientErrorOf(cause);
  if (known) return rewrap(graphql, known.message, { code: known.code, ...known.details });
  if (graphql && !graphql.originalError) {
    // Made by the executor itself: variables or arguments of the wrong form; or a refusal with a code already.
    // Of a body that is no JSON, Yoga tells what the parser said, with the body in it.
    const { originalError: _, ...extensions } = graphql.extensions ?? {};
    return rewrap(graphql, graphql.message, { code: 'BAD_USER_INPUT', ...extensions });
  }
  if (graphql?.originalError && isCoercionError(graphql))
    return rewrap(graphql, graphql.message, { code: 'BAD_USER_INPUT' });
  report(cause, requestId);
  return rewrap(graphql, 'Something went wrong on our side; quote the request id when you tell us.', {
    code: 'INTERNAL',
    requestId,
  });
}

/** graphql-jit builds its own error class with the shape of GraphQLError. */
function isGraphQLErrorLike(error: unknown): boolean {
  return error instanceof Error && 'locations' in error && 'path' in error;
}

function isCoercionError(error: GraphQLError): boolean {
  return !error.path && /^(Variable|Argument|Expected|Value)\b/.test(error.message);
}

function rewrap(error: GraphQLError | null, message: string, extensions: Record<string, unknown>): GraphQLError {
  const { nodes, source, positions, path, locations } = error ?? {};
  const made = new GraphQLError(redactKeys(message), {
    nodes,
    source,
    positions,
    path,
    extensions: redacted(extensions),
  } as never);
  if (locations && !made.locations) Object.defineProperty(made, 'locations', { value: locations, enumerable: true });
  return made;
}

/** Of the first: it tells why a request was refused before any field ran. */
export function codeOf(errors: readonly GraphQLError[]): ErrorCode {
  const code = errors[0]?.extensions?.['code'];
  return isErrorCode(code) ? code : 'INTERNAL';
}
