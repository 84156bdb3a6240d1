// The form of an API key: ck_live_<public id>_<secret><checksum>. The checksum is not a secret: it finds typing errors,
// and guesses, without a query. Only the public id and a keyed hash of the secret are ever stored.
import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What a key looks like: for scanners, for redaction, and to tell a wrong form from a typing error. */
export const apiKeyPattern = /ck_(live|test)_([0-9A-Za-z]{10})_([0-9A-Za-z]{32})[0-9A-Za-z]{6}/;
const wholeKey = new RegExp(`^${apiKeyPattern.source}$`);

export type KeyEnvironment = 'live' | 'test';

export interface ApiKeyParts {
  readonly environment: KeyEnvironment;
  /** Finds the row; may be shown and logged. */
  readonly publicId: string;
  /** 32 base62 characters, 190 bits: nobody but the caller has it. */
  readonly secret: string;
}

/** Uniform digits: bytes from 248 up (4 × 62) are thrown away, or the first eight digits would be more frequent. */
function randomDigits(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length + 8)) if (byte < 248 && text.length < length) text += digits[byte % 62];
  }
  return text;
}

/** CRC-32 of everything before it, in 6 digits (62⁶ > 2³²). */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let sum = '';
  for (let place = 0; place < 6; place++) {
    sum = digits.charAt(rest % 62) + sum;
    rest = Math.floor(rest / 62);
  }
  return sum;
}

export interface NewApiKey {
  readonly environment: KeyEnvironment;
  /** @default 10 random digits, 60 bits */
  readonly publicId?: string;
  /** @default 32 random digits */
  readonly secret?: string;
}

/** A new key. `key` is the whole text for the caller; store `publicId` and `hashSecret(secret, pepper)` only. */
export function createApiKey({ environment, publicId = randomDigits(10), secret = randomDigits(32) }: NewApiKey): {
  key: string;
  publicId: string;
  secret: string;
} {
  const body = `ck_${environment}_${publicId}_${secret}`;
  return { key: body + checksumOf(body), publicId, secret };
}

/** Whether the text has the form of a key, right checksum or not. */
export function looksLikeApiKey(text: string): boolean {
  return wholeKey.test(text);
}

/** The parts of a key, or null when the form or the checksum is wrong. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const match = wholeKey.exec(text);
  if (!match || checksumOf(text.slice(0, -6)) !== text.slice(-6)) return null;
  const [, environment, publicId, secret] = match;
  return { environment: environment as KeyEnvironment, publicId: publicId!, secret: secret! };
}

/** What is stored of a secret. A fast hash is enough: 190 random bits cannot be tried out, with or without the pepper. */
export function hashSecret(secret: string, pepper: string): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}
