// Credentials to a viewer: who asks, of which tenant, with which scopes. Verdicts are kept, so that a request of a known caller
// costs one map look-up; they are judged by the tag table like answers (docs/coherence.md §11).
// Invariant: a key is refused as soon as this node knows that it was revoked, and a second later if the node cannot tell.
// No import from db/: an edge takes the Viewer from here and may not reach a database.
import { hash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { parsePosition } from '../cache/position.ts';
import { hashTags } from '../cache/tag-hash.ts';
import type { Stamp } from '../cache/tag-table.ts';
import { ClientError } from '../errors.ts';
import { hashSecret, looksLikeApiKey, parseApiKey } from './api-key.ts';

export interface Viewer {
  readonly tenantId: string;
  /** `key:<id>`: what is written beside everything that this caller does. Not for cache keys, callers of equal rights share. */
  readonly subject: string;
  /** Sorted; `*` may do and see everything in the tenant. */
  readonly scopes: readonly string[];
  /** Fingerprint of the tenant and of what may be seen in it: viewers who share it share answers. */
  readonly scope: string;
}

/** `subject` is not in it: callers of equal rights see the same. */
export function scopeOf(tenantId: string, scopes: readonly string[]): string {
  return hash('sha256', JSON.stringify([tenantId, scopes]), 'base64url').slice(0, 22);
}

export interface Authenticator {
  /**
   * The viewer for the text of an Authorization header: at once when the verdict is known, as a promise when it has to be
   * looked up. Throws (or rejects with) UNAUTHENTICATED, or UNAVAILABLE when the database does not answer.
   */
  authenticate(authorizationHeader: string | undefined): Promise<Viewer> | Viewer;
}

/** What is needed of the pool. */
export interface KeyDirectory {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

export interface AuthenticatorOptions {
  readonly pool: KeyDirectory;
  /** Keys the hashes of the secrets; without it a dump of the table checks no guess. */
  readonly pepper: string;
  /** Whether what was read is still true; null if the node cannot tell. @default it never can */
  readonly isCurrent?: (stamp: Stamp) => boolean | null;
  /** Milliseconds on a clock that never jumps. @default performance.now */
  readonly now?: () => number;
}

/** How long a revoked key may go on where nobody tells of changes. Each caller costs one query in this time. */
const acceptedForMs = 1000;
/** And where the node is told: in case a verdict has reasons that are not in the key's row. */
const trustedForMs = 30_000;
/** A program with a wrong key repeats it without end: it costs a query every two seconds. */
const refusedForMs = 2000;
/** 10,000 callers at about 0.4 KB each; the least recently seen is looked up again. */
const mostAccepted = 10_000;
/** Few, because anybody can make refusals: they may push out each other, never an accepted key. */
const mostRefused = 1000;

/** The scheme's name has no case (RFC 9110 §11.1), and one token follows it. */
const bearer = /^bearer +(\S+) *$/i;

/** The clock is the database's: it set `expires_at`, and all origins share it. */
const findKey = `/* auth.findKey */ select tenant_id as "tenantId", id, secret_hash as "secretHash", scopes,
  expires_at <= now() as "isExpired", extract(epoch from expires_at - now())::float8 * 1000 as "leftMs", revoked_at is not null as "isRevoked",
  pg_current_snapshot()::text as position, database_identity() as identity from find_api_key($1)`;

interface KeyRow {
  tenantId: string;
  id: string;
  secretHash: Buffer;
  scopes: string[];
  isExpired: boolean | null;
  isRevoked: boolean;
  leftMs: number | null;
  position: string;
  identity: string | null;
}

interface Verdict {
  readonly viewer: Viewer;
  readonly askedMs: number;
  readonly untilMs: number;
  readonly stamp: Stamp;
}

/** Compared with when the id is unknown, so that such an answer takes as long as that to a wrong secret. */
const nobody = Buffer.alloc(32);

export function createAuthenticator({
  pool,
  pepper,
  isCurrent = () => null,
  now = () => performance.now(),
}: AuthenticatorOptions): Authenticator {
  const accepted = new LRUCache<string, Verdict>({ max: mostAccepted });
  const refused = new LRUCache<string, { error: ClientError; untilMs: number }>({ max: mostRefused });
  /** Look-ups under way: a burst of one caller asks once. */
  const pending = new Map<string, Promise<Viewer>>();

  async function lookUp(header: string, publicId: string, secret: string): Promise<Viewer> {
    // Taken before the query: the answer may be as old as that.
    const askedMs = now();
    const row = await find(publicId);
    const isRight = timingSafeEqual(hashSecret(secret, pepper), row?.secretHash ?? nobody);
    const error = !row || !isRight || row.isRevoked ? unknownKey() : row.isExpired ? expiredKey() : null;
    if (error) {
      refused.set(header, { error, untilMs: askedMs + refusedForMs });
      accepted.delete(header);
      throw error;
    }
    const { tenantId, id, leftMs, position, identity } = row!;
    const scopes = Object.freeze([...row!.scopes].sort());
    const viewer = Object.freeze({ tenantId, subject: `key:${id}`, scopes, scope: scopeOf(tenantId, scopes) });
    const tags = hashTags(tenantId, [`e.api_key.${id}`, 'x.api_key']);
    accepted.set(header, {
      viewer,
      askedMs,
      untilMs: askedMs + Math.min(trustedForMs, leftMs ?? trustedForMs),
      stamp: { identity: identity ?? '', tenantId, tags, position: parsePosition(position), verified: -1 },
    });
    return viewer;
  }

  function isGood({ askedMs, untilMs, stamp }: Verdict): boolean {
    const nowMs = now();
    return nowMs < untilMs && (isCurrent(stamp) ?? nowMs - askedMs < acceptedForMs);
  }

  async function find(publicId: string): Promise<KeyRow | undefined> {
    try {
      const { rows } = await pool.query({ name: 'auth.findKey', text: findKey, values: [publicId] });
      return rows[0] as KeyRow | undefined;
    } catch (error) {
      throw new ClientError('UNAVAILABLE', 'The API key cannot be checked now; try again.', { retryable: true }, error);
    }
  }

  /** Neither accepted nor refused in the last second. Wrong forms are refused here: they reach neither map nor database. */
  function decide(header: string): Promise<Viewer> {
    const token = bearer.exec(header)?.[1];
    if (token === undefined) throw wrongForm('it does not have the form `Bearer <API key>`');
    const parts = parseApiKey(token);
    if (!parts) throw looksLikeApiKey(token) ? wrongChecksum() : wrongForm('what follows `Bearer` is not an API key');
    const asked = pending.get(header);
    if (asked !== undefined) return asked;
    const verdict = lookUp(header, parts.publicId, parts.secret).finally(() => pending.delete(header));
    pending.set(header, verdict);
    return verdict;
  }

  return {
    authenticate(header) {
      if (header === undefined) throw missing();
      const known = accepted.get(header);
      if (known !== undefined && isGood(known)) return known.viewer;
      const refusal = refused.get(header);
      if (refusal !== undefined && now() < refusal.untilMs) throw refusal.error;
      return decide(header);
    },
  };
}

/** `reason` is stable, for programs; the rest is for the person who reads the answer. No text ever repeats the key. */
function unauthenticated(reason: string, message: string, help: string): ClientError {
  return new ClientError('UNAUTHENTICATED', message, { reason, help });
}

const howTo = 'Send the header `Authorization: Bearer ck_live_…` with an API key of your tenant.';

const missing = () =>
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

/** Unknown, revoked and a wrong secret read the same: who guesses learns nothing. */
const unknownKey = () =>
  unauthenticated(
    'UNKNOWN',
    'The API key is not known here, or it was revoked. Ask for a new one.',
    'Check that the key belongs to this server.',
  );

/** Said only to who has the secret. */
const expiredKey = () =>
  unauthenticated(
    'EXPIRED',
    'The API key has expired. Use the key that replaced it, or ask for a new one.',
    'A key works until its `expiresAt`.',
  );
