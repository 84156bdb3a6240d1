// What build tools of clients write of the operations in them: the persisted documents of graphql-codegen, `{"<hash>": "<document>"}`,
// and Apollo's manifest. Invariant: each id that comes out is the hash of its text.
import { idOf, isIdOf, parseOperationId, sha1Of } from './id.ts';

export interface ManifestOperation {
  readonly text: string;
  /** The SHA-256 of the text. */
  readonly id: string;
  /** The SHA-1, if that is how the manifest names it. */
  readonly sha1: string | null;
}

export interface Manifest {
  readonly operations: readonly ManifestOperation[];
  /** Sentences; with any, the manifest is of no use. */
  readonly problems: readonly string[];
}

const forms =
  'expected the persisted-documents.json of graphql-codegen, {"<hash>": "<document>"}, or an apollo-persisted-query-manifest of version 1';

export function parseManifest(json: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { operations: [], problems: [`is not JSON: ${forms}`] };
  }
  const pairs = pairsOf(value);
  if (typeof pairs === 'string') return { operations: [], problems: [pairs] };
  const read = pairs.map(([name, text]) => operationOf(name, text));
  return {
    operations: read.filter((each) => typeof each !== 'string'),
    problems: read.filter((each) => typeof each === 'string'),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names with documents, or what is wrong with the whole. */
function pairsOf(value: unknown): (readonly [unknown, unknown])[] | string {
  if (!isObject(value)) return `is no object: ${forms}`;
  const { format, version, operations } = value;
  if (typeof format !== 'string' || !('operations' in value)) return Object.entries(value);
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations))
    return `is of a format that is not known, "${format}" ${version}: ${forms}`;
  return operations.map((each: unknown) => (isObject(each) ? [each['id'], each['body']] : [null, null]));
}

function operationOf(name: unknown, text: unknown): ManifestOperation | string {
  const shown = JSON.stringify(name ?? null).slice(0, 80);
  if (typeof name !== 'string' || typeof text !== 'string') return `${shown}: an id and a document are both text`;
  const id = parseOperationId(name);
  if (id === null || !isIdOf(id, text))
    return `${shown} is neither the SHA-256 nor the SHA-1 of its document: that was changed since, or the tool names documents otherwise`;
  return { text, id: idOf(text), sha1: id.length === 40 ? sha1Of(text) : null };
}
