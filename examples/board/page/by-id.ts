// Asks by the hash of a document in the place of its text, for APIs that know the manifest: shorter requests, and all that runs
// where only registered operations do.
import { type Exchange, makeOperation, mapExchange, type PersistedDocument } from '@urql/core';

export const byId: Exchange = mapExchange({
  onOperation(operation) {
    const documentId = idOf(operation.query);
    if (operation.kind === 'teardown' || documentId === null) return operation;
    const query: PersistedDocument = { ...operation.query, definitions: [], documentId };
    return makeOperation(operation.kind, { ...operation, query }, operation.context);
  },
});

/** Where the client preset has put it. */
function idOf(document: object): string | null {
  if (!('__meta__' in document)) return null;
  const { __meta__: meta } = document;
  const hasId = typeof meta === 'object' && meta !== null && 'documentId' in meta;
  return hasId && typeof meta.documentId === 'string' ? meta.documentId : null;
}
