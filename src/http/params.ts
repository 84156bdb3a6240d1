// What a request asks, as GraphQL over HTTP spells it: a JSON body, or the parameters of an address.
import { ClientError } from '../errors.ts';

export interface Params {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | null | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Throws BAD_REQUEST. */
export function parseBody(text: string): Params {
  const body = parseJson(text, 'The body is not JSON.');
  if (!isObject(body))
    throw new ClientError(
      'BAD_REQUEST',
      'The body is one JSON object with `query`, and `variables` and `operationName` if needed.',
    );
  return check(body);
}

/** Throws BAD_REQUEST. */
export function parseAddress(url: string): Params {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1)); // with any further question mark: it stands for itself
  const json = (name: string) => {
    const text = parameters.get(name);
    return text ? parseJson(text, `\`${name}\` in the address is not JSON.`) : null;
  };
  if (!parameters.has('query'))
    throw new ClientError('BAD_REQUEST', 'The address lacks `query`, the text of a GraphQL document.');
  return check({
    query: parameters.get('query'),
    operationName: parameters.get('operationName') || null, // as GraphQL over HTTP has it
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function parseJson(text: string, message: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClientError('BAD_REQUEST', message, {}, error);
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function check({ query, operationName, variables, extensions }: Fields): Params {
  if (typeof query !== 'string')
    throw new ClientError('BAD_REQUEST', '`query` must be the text of a GraphQL document.');
  if (operationName != null && typeof operationName !== 'string')
    throw new ClientError('BAD_REQUEST', '`operationName` must be text.');
  if (variables != null && !isObject(variables)) throw new ClientError('BAD_REQUEST', '`variables` must be an object.');
  if (extensions != null && !isObject(extensions))
    throw new ClientError('BAD_REQUEST', '`extensions` must be an object.');
  return { query, operationName, variables: variables ?? null, extensions: extensions ?? null };
}
