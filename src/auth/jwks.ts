// The signing keys of an identity provider: fetched when they are needed, kept, and looked at again from time to time.
// Invariant: whatever tokens come, the provider is asked at most once in a cooldown; keys that are known stay good while it is away.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ClientError } from '../errors.ts';

export interface JwksOptions {
  readonly issuer: string;
  /** @default what the issuer's discovery document says */
  readonly jwksUrl?: string | undefined;
  /** Told of failures that nobody waits for. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds on a clock that never jumps. @default performance.now */
  readonly now?: () => number;
}

/** Between two looks, whether they succeed or fail: a flood of unknown key ids costs the provider two requests a minute. */
const cooldownMs = 30_000;
/** A key that was withdrawn is good for so long at most, while the provider answers. */
const refreshAfterMs = 600_000;
const timeoutMs = 5_000;
/** Providers have a handful of keys at 2 KB each. */
const mostBytes = 256 * 1024;

const away = (cause: unknown) =>
  new ClientError(
    'UNAVAILABLE',
    'The token cannot be checked now, because its issuer does not answer; try again.',
    { retryable: true },
    cause,
  );

export function createJwks({ issuer, jwksUrl, onError, now = () => performance.now() }: JwksOptions): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | null = null;
  let address = jwksUrl;
  let askedMs = Number.NEGATIVE_INFINITY;
  let failure: unknown = null;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    try {
      address ??= await discover(issuer);
      keys = createLocalJWKSet((await fetchJson(address)) as JSONWebKeySet); // throws unless it is one
      failure = null;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      loading = null;
    }
  }

  /** Asks, unless that was done lately. */
  async function look(): Promise<void> {
    if (!loading) {
      if (now() - askedMs < cooldownMs) return;
      askedMs = now();
      loading = load();
    }
    await loading;
  }

  return async (header, token) => {
    if (!keys) {
      await look().catch((error: unknown) => {
        throw away(error);
      });
      if (!keys) throw away(failure);
    }
    if (now() - askedMs > refreshAfterMs) look().catch(onError);
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await look().catch(() => {});
      if (failure !== null) throw away(failure); // it may be a new key
      return keys(header, token);
    }
  };
}

async function discover(issuer: string): Promise<string> {
  const found = (await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  if (found.issuer !== issuer) throw new Error(`the discovery document of ${issuer} is of another issuer`);
  if (typeof found.jwks_uri !== 'string' || !/^https?:/.test(found.jwks_uri))
    throw new Error(`the discovery document of ${issuer} names no jwks_uri`);
  return found.jwks_uri;
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200 || !response.body) throw new Error(`${url} answers ${response.status}`);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error(`${url} answers more than ${mostBytes} bytes`);
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString());
}
