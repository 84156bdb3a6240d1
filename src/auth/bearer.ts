// The Authorization header, by its form alone: what is neither an API key nor a token is refused here, and taught, before anybody
// is asked.
import { ClientError } from '../errors.ts';
import { type ApiKeyParts, looksLikeApiKey, parseApiKey } from './api-key.ts';

/** The scheme's name has no case (RFC 9110 §11.1), and one token follows it. */
const bearer = /^bearer +(\S+) *$/i;

/** Three parts in base64url: a signed JSON Web Token (RFC 7519). Without the last part it is not signed, and none. */
const signedToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Tokens of front ends have 1 to 2 KB. */
const longestToken = 8192;

export type Credential = { readonly key: ApiKeyParts } | { readonly token: string };

/** Throws UNAUTHENTICATED. */
export function credentialOf(header: string): Credential {
  const given = bearer.exec(header)?.[1];
  if (given === undefined) throw wrongForm('it does not have the form `Bearer <API key>`');
  if (signedToken.test(given)) {
    if (given.length <= longestToken) return { token: given };
    throw wrongForm(`the token is longer than ${longestToken} characters`);
  }
  const key = parseApiKey(given);
  if (!key) throw looksLikeApiKey(given) ? wrongChecksum() : wrongForm('what follows `Bearer` is not an API key');
  return { key };
}

export const tokensNotTaken = () => wrongForm('tokens of users are not taken here');

/** `reason` is stable, for programs; the rest is for the person who reads the answer. No text ever repeats the key. */
export function unauthenticated(reason: string, message: string, help: string): ClientError {
  return new ClientError('UNAUTHENTICATED', message, { reason, help });
}

const howTo = 'Send the header `Authorization: Bearer ck_live_…` with an API key of your tenant.';

export const missing = () =>
  unauthenticated(
    'MISSING',
    `The request has no Authorization header. ${howTo}`,
    'Keys are never read from the URL or the body.',
  );

const wrongForm = (what: string) =>
  unauthenticated(
    'WRONG_FORM',
    `The Authorization header cannot be used: ${what}. ${howTo}`,
    'A key is `ck_live_` or `ck_test_`, 10 letters or digits, `_`, and 38 more.',
  );

const wrongChecksum = () =>
  unauthenticated(
    'TYPING_ERROR',
    'The API key has a typing error: its last six characters do not fit the rest. Copy it again, as a whole.',
    'The key was not looked up.',
  );
