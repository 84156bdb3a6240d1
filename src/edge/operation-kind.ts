// Queries may be answered from the cache; everything else goes to the origin. An edge knows no schema: the document alone tells.
import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ClientError } from '../errors.ts';
import { checkDocument } from '../limits/document.ts';
import { clientLimits } from '../limits/limits.ts';
import { scan } from '../limits/scan.ts';

/** Of documents that are kept by their text: their kind is one word, so nearly all of it is text. */
const mostBytes = 16 * 1024 * 1024;
/** Null: what that is, the origin may say. */
export type OperationKind = 'query' | 'mutation' | 'subscription' | null;

/** Throws LIMIT_EXCEEDED, as the origin would. */
export function createKindOf(): (text: string, operationName: string | null | undefined) => OperationKind {
  const known = new LRUCache<string, { kind: OperationKind | ClientError }>({
    maxSize: mostBytes,
    sizeCalculation: (_, key) => 2 * key.length + 100,
  });
  return (text, operationName) => {
    // No name, or one with its length: no pair that a client makes up reads like another.
    const key = operationName == null ? `-${text}` : `${operationName.length} ${operationName}${text}`;
    let found = known.get(key);
    if (!found) {
      found = { kind: kindOf(text, operationName) };
      known.set(key, found);
    }
    if (found.kind instanceof ClientError) throw found.kind;
    return found.kind;
  };
}

function kindOf(text: string, operationName: string | null | undefined): OperationKind | ClientError {
  let document: DocumentNode;
  try {
    scan(text, clientLimits);
    document = parse(text, { noLocation: true });
    checkDocument(document, clientLimits);
  } catch (error) {
    return error instanceof ClientError ? error : null;
  }
  return getOperationAST(document, operationName)?.operation ?? null;
}
