// The Authorization header, by its form alone: what is no API key is refused here, and taught, before anybody is asked.
import { ClientError } from '../errors.ts';
import { looksLikeApiKey, parseApiKey } from './api-key.ts';

/** The scheme's name has no case (RFC 9110 §11.1), and one token follows it. */
const bearer = /^bearer +(\S+) *$/i;

/** Throws UNAUTHENTICATED. */
export function apiKeyOf(header: string): NonNullable<ReturnType<typeof parseApiKey>> {
  const token = bearer.exec(header)?.[1];
  if (token === undefined) throw wrongForm('it does not have the form `Bearer <API key>`');
  const parts = parseApiKey(token);
  if (!parts) throw looksLikeApiKey(token) ? wrongChecksum() : wrongForm('what follows `Bearer` is not an API key');
  return parts;
}

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
