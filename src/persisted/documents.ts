// From a request to the document that it names: by its text, by its id, or by Apollo's protocol for automatic persisted queries.
// Invariant: where only registered operations run, nothing else leaves this file; and nothing is found in the cache by the text
// of a request for longer than what it names is known to be registered.
import { LRUCache } from 'lru-cache';
import { ClientError } from '../errors.ts';
import { idOf, isIdOf, parseOperationId } from './id.ts';
import { type Known, type PersistedOperation, type Registry, trustedForMs } from './registry.ts';

/** What of a request tells which document is meant. */
export interface Naming {
  readonly query: string | null;
  readonly documentId: string | null;
  readonly extensions: Readonly<Record<string, unknown>> | null | undefined;
}

export interface Document {
  readonly text: string;
  /** Monotonic: until when the same request means this document. */
  readonly untilMs: number;
  /** A client sent it with its hash, by which it is not known yet. */
  readonly isNew: boolean;
}

export interface DocumentsOptions {
  readonly registry: Registry;
  /** Only what operators have added runs. */
  readonly isRegisteredOnly: boolean;
  /** Whether clients may register documents. */
  readonly hasApq: boolean;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

export interface Documents {
  /** Throws, or rejects with, a ClientError. */
  find(naming: Naming): Document | Promise<Document>;
  /** Whether the cache may be asked for the text of a request. */
  isKnown(request: string): boolean;
  /** The text of a request has led to this document. */
  note(request: string, document: Document): void;
}

/** What an allow-list takes. */
export const isFromManifest = ({ source }: PersistedOperation): boolean => source === 'manifest';

/** Of the texts of requests that name a document by its id: some 30,000 addresses. */
const mostBytes = 16 * 1024 * 1024;
/** The cache finds nothing by longer ones. */
const longestRequest = 16_384;

export function createDocuments(options: DocumentsOptions): Documents {
  const { registry, isRegisteredOnly, hasApq, now = () => performance.now() } = options;
  const known = new LRUCache<string, number>({
    maxSize: mostBytes,
    sizeCalculation: (_, request) => 100 + 2 * request.length,
  });

  function find(naming: Naming): Document | Promise<Document> {
    const hash = hashOf(naming);
    const id = idIn(naming, hash);
    const text = naming.query === '' && id !== null ? null : naming.query;
    if (text === null) {
      const unknown = () => (hash === null || naming.documentId !== null ? notFound() : notFoundByHash());
      return after(registry.find(id!), (found) => found ?? raise(unknown()));
    }
    if (id !== null && !isIdOf(id, text))
      throw new ClientError('BAD_REQUEST', 'The id or hash is not that of `query`: leave one of them out.');
    if (isRegisteredOnly) return after(registry.find(idOf(text)), (found) => found ?? raise(notRegistered()));
    if (hash === null) return { text, untilMs: Number.POSITIVE_INFINITY, isNew: false };
    if (!hasApq) throw notSupported();
    const alike = { text, untilMs: now() + trustedForMs };
    const found = registry.find(id!);
    if (!(found instanceof Promise)) return { ...alike, isNew: found === null };
    return found.then((operation) => ({ ...alike, isNew: operation === null }));
  }

  const notFoundByHash = () => (isRegisteredOnly ? notRegistered() : hasApq ? notFoundYet() : notSupported());

  return {
    find,
    isKnown(request) {
      return (!isRegisteredOnly && !mayName(request)) || now() < (known.get(request) ?? 0);
    },
    note(request, { untilMs }) {
      if (request.length <= longestRequest && (isRegisteredOnly || mayName(request))) known.set(request, untilMs);
    },
  };
}

/** A name that is written with escapes gets past this; then a removed operation is found for as long as its answer stays true. */
const mayName = (request: string): boolean => request.includes('documentId') || request.includes('persistedQuery');

function after(
  found: ReturnType<Registry['find']>,
  orElse: (known: Known | null) => Known,
): Document | Promise<Document> {
  // The text is that of the registry, whatever a client takes for the same.
  const documentOf = (known: Known | null): Document => {
    const { operation, untilMs } = orElse(known);
    return { text: operation.text, untilMs, isNew: false };
  };
  return found instanceof Promise ? found.then(documentOf) : documentOf(found);
}

function raise(error: Error): never {
  throw error;
}

/** Of `extensions.persistedQuery`. */
function hashOf({ extensions }: Naming): string | null {
  const told: unknown = extensions?.['persistedQuery'];
  if (told == null) return null;
  const { version, sha256Hash } = told as Readonly<Record<string, unknown>>;
  if (typeof sha256Hash !== 'string')
    throw new ClientError('BAD_REQUEST', '`extensions.persistedQuery` is `{"version": 1, "sha256Hash": "…"}`.');
  if (version !== 1) throw new ClientError('BAD_REQUEST', 'Of automatic persisted queries there is version 1 only.');
  return sha256Hash;
}

function idIn({ documentId }: Naming, hash: string | null): string | null {
  const [one, other] = [documentId, hash].map((text) => (text === null ? null : parse(text)));
  if (one != null && other != null && one !== other)
    throw new ClientError('BAD_REQUEST', '`documentId` and `extensions.persistedQuery` name two documents.');
  return one ?? other ?? null;
}

function parse(text: string): string {
  return parseOperationId(text) ?? raise(wrongForm());
}

const wrongForm = () =>
  new ClientError(
    'BAD_REQUEST',
    'The id of an operation is `sha256:` and the 64 hexadecimal digits of its text in lower case, or these digits alone, or the 40 of its SHA-1.',
  );

const notFound = () =>
  new ClientError(
    'PERSISTED_OPERATION_NOT_FOUND',
    'No operation is registered under this id: send its text as `query`, or register it with `clientele operations add`.',
  );

const notRegistered = () =>
  new ClientError(
    'OPERATION_NOT_REGISTERED',
    'Only registered operations run here: add this one to the manifest of the client, and that with `clientele operations add`.',
  );

// Clients of Apollo branch on these texts and codes.
const notFoundYet = () => new ClientError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const notSupported = () => new ClientError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
