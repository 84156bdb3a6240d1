// What a request asks, as GraphQL over HTTP spells it: a JSON body, or the parameters of an address.
import { ClientError } from '../errors.ts';
import { exceeded } from '../limits/limits.ts';
import { checkVariables, isDeeper } from '../limits/variables.ts';

/** What is asked, when its document is known. */
export interface Params extends Omit<Asked, 'documentId'> {
  readonly query: string;
}

/** The document itself, or what names it: one of them is there. */
export interface Asked {
  readonly query: string | null;
  readonly documentId: string | null;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | null | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Throws BAD_REQUEST. */
export function parseBody(text: string): Asked {
  return askedIn(parseJson(text, 'The body is not JSON.'));
}

/** Throws BAD_REQUEST. */
export function parseAddress(url: string): Asked {
  const parameters = parametersOf(url);
  const json = (name: string) => {
    const text = parameters.get(name);
    return text ? parseJson(text, `\`${name}\` in the address is not JSON.`) : null;
  };
  return askedIn({
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    operationName: parameters.get('operationName') || null, // as GraphQL over HTTP has it
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

/** With any further question mark: it stands for itself. */
export function parametersOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

/** Whether an address names a document at all. */
export function asksIn(parameters: URLSearchParams): boolean {
  return ['query', 'documentId', 'extensions'].some((name) => parameters.has(name));
}

/** Of a body: the variables, within `variables`, within the body; and some for what is around them elsewhere. */
const deepestJson = 45;
/** A shorter text is parsed before it could be looked at. */
const shortJson = 2_000;

function parseJson(text: string, message: string): unknown {
  if (text.length > shortJson && isDeeper(text, deepestJson))
    throw exceeded('variableDepth', `JSON nests at most ${deepestJson} deep.`, deepestJson);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClientError('BAD_REQUEST', message, {}, error);
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const longestOperationName = 200;

/** The fields, looked at. Throws BAD_REQUEST; LIMIT_EXCEEDED or BAD_USER_INPUT for variables that nobody may send. */
export function askedIn(fields: unknown): Asked {
  if (!isObject(fields))
    throw new ClientError(
      'BAD_REQUEST',
      'The body is one JSON object with `query`, and `variables` and `operationName` if needed.',
    );
  const { query, documentId, operationName, variables, extensions } = fields;
  if (query != null && typeof query !== 'string')
    throw new ClientError('BAD_REQUEST', '`query` must be the text of a GraphQL document.');
  if (documentId != null && typeof documentId !== 'string')
    throw new ClientError('BAD_REQUEST', '`documentId` must be text.');
  if (operationName != null && typeof operationName !== 'string')
    throw new ClientError('BAD_REQUEST', '`operationName` must be text.');
  if (operationName != null && operationName.length > longestOperationName) {
    const message = `\`operationName\` has at most ${longestOperationName} characters.`;
    throw exceeded('operationName', message, longestOperationName, operationName.length);
  }
  if (variables != null && !isObject(variables)) throw new ClientError('BAD_REQUEST', '`variables` must be an object.');
  if (extensions != null && !isObject(extensions))
    throw new ClientError('BAD_REQUEST', '`extensions` must be an object.');
  if (query == null && documentId == null && extensions?.['persistedQuery'] == null)
    throw new ClientError('BAD_REQUEST', 'There is neither `query`, the text of a GraphQL document, nor `documentId`.');
  if (variables != null) checkVariables(variables);
  return {
    query: query ?? null,
    documentId: documentId ?? null,
    operationName,
    variables: variables ?? null,
    extensions: extensions ?? null,
  };
}
