// Queries may be answered from the cache; everything else goes to the origin. An edge knows no schema: the document alone tells.
import { type DocumentNode, getOperationAST, parse, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ClientError } from '../errors.ts';
import { checkDocument } from '../limits/document.ts';
import { clientLimits } from '../limits/limits.ts';
import { scan } from '../limits/scan.ts';

/** Of documents that are kept by their text: their kind is one word, so nearly all of it is text. */
const mostBytes = 16 * 1024 * 1024;
/** Null: what that is, the origin may say. */
export type OperationKind = 'query' | 'mutation' | 'subscription' | null;

/** Throws LIMIT_EXCEEDED, as the origin would; and GRAPHQL_VALIDATION_FAILED for introspection, where there is none. */
export type KindOf = (text: string, operationName: string | null | undefined) => OperationKind;

export function createKindOf({ hasIntrospection = true } = {}): KindOf {
  const known = new LRUCache<string, { kind: OperationKind | ClientError }>({
    maxSize: mostBytes,
    sizeCalculation: (_, key) => 2 * key.length + 100,
  });
  return (text, operationName) => {
    // No name, or one with its length: no pair that a client makes up reads like another.
    const key = operationName == null ? `-${text}` : `${operationName.length} ${operationName}${text}`;
    let found = known.get(key);
    if (!found) {
      found = { kind: kindOf(text, operationName, hasIntrospection) };
      known.set(key, found);
    }
    if (found.kind instanceof ClientError) throw found.kind;
    return found.kind;
  };
}

function kindOf(
  text: string,
  operationName: string | null | undefined,
  hasIntrospection: boolean,
): OperationKind | ClientError {
  let document: DocumentNode;
  try {
    scan(text, clientLimits);
    document = parse(text, { noLocation: true });
    checkDocument(document, clientLimits);
  } catch (error) {
    return error instanceof ClientError ? error : null;
  }
  if (!hasIntrospection && asksForSchema(document))
    return new ClientError('GRAPHQL_VALIDATION_FAILED', 'Nobody is told of the schema here: introspection is off.');
  return getOperationAST(document, operationName)?.operation ?? null;
}

function asksForSchema(document: DocumentNode): boolean {
  let asks = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') asks = true;
    },
  });
  return asks;
}
