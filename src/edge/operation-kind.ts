// Queries may be answered from the cache; everything else goes to the origin. An edge knows no schema: the document alone tells.
import { getOperationAST, parse } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Of documents that are kept by their text: their kind is one word, so nearly all of it is text. */
const mostBytes = 16 * 1024 * 1024;
/** As at the origin: beyond, it refuses. */
const mostTokens = 10_000;

/** Null: what that is, the origin may say. */
export type OperationKind = 'query' | 'mutation' | 'subscription' | null;

export function createKindOf(): (text: string, operationName: string | null | undefined) => OperationKind {
  const known = new LRUCache<string, { kind: OperationKind }>({
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
    return found.kind;
  };
}

function kindOf(text: string, operationName: string | null | undefined): OperationKind {
  try {
    return getOperationAST(parse(text, { maxTokens: mostTokens, noLocation: true }), operationName)?.operation ?? null;
  } catch {
    return null;
  }
}
