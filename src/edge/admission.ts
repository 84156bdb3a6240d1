// Where an edge runs registered operations only, the origin behind it may run any: what passes through is looked at here first.
// Invariant: nothing that an origin could run passes without having been found in the registry; what cannot be read does not pass.
import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { isJson } from '../http/media-type.ts';
import { asksIn, parametersOf, parseAddress, parseBody } from '../http/params.ts';
import type { Documents } from '../persisted/documents.ts';

export interface AdmissionOptions {
  readonly documents: Pick<Documents, 'find'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly maxBodyBytes: number;
}

/** Answers the body, if there is one. Rejects with a ClientError. */
export function createAdmission({ documents, authenticator, maxBodyBytes }: AdmissionOptions) {
  return async (request: IncomingMessage): Promise<string | undefined> => {
    const { method, url = '', headers } = request;
    // Nothing runs by other methods, nor by an address that names no document: GraphiQL's page, for one.
    if (method !== 'POST' && (method !== 'GET' || !asksIn(parametersOf(url)))) return undefined;
    await authenticator.authenticate(headers.authorization);
    if (method === 'GET') {
      checkSingle(parametersOf(url));
      await documents.find(parseAddress(url));
      return undefined;
    }
    if (!isJson(request))
      throw new ClientError(
        'BAD_REQUEST',
        'Where only registered operations run, a POST has a body of `application/json`.',
      );
    const text = await new Promise<string>((resolve, reject) => readBody(request, maxBodyBytes, resolve, reject));
    await documents.find(parseBody(text));
    return text;
  };
}

/** Of two values, another reader may take the other. */
function checkSingle(parameters: URLSearchParams): void {
  const names = [...parameters.keys()];
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw new ClientError('BAD_REQUEST', 'A parameter of the address is there twice.');
}
