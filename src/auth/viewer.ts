// API keys to verdicts, by the database: who asks, of which tenant, with which scopes.
// Invariant: a wrong form never reaches the database, and who guesses learns nothing from an answer or from its time.
import { hash, timingSafeEqual } from 'node:crypto';
import { parsePosition } from '../cache/position.ts';
import { hashTags } from '../cache/tag-hash.ts';
import { ClientError } from '../errors.ts';
import { hashSecret } from './api-key.ts';
import { apiKeyOf, unauthenticated } from './bearer.ts';
import { type Authenticator, createVerdicts, type Verdict, type VerdictsOptions } from './verdicts.ts';

/** `subject` is not in it: callers of equal rights see the same. */
export function scopeOf(tenantId: string, scopes: readonly string[]): string {
  return hash('sha256', JSON.stringify([tenantId, scopes]), 'base64url').slice(0, 22);
}

/** What is needed of the pool. */
export interface KeyDirectory {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

export interface AuthenticatorOptions extends Omit<VerdictsOptions, 'decide'> {
  readonly pool: KeyDirectory;
  /** Keys the hashes of the secrets; without it a dump of the table checks no guess. */
  readonly pepper: string;
}

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

/** Compared with when the id is unknown, so that such an answer takes as long as that to a wrong secret. */
const nobody = Buffer.alloc(32);

export function createAuthenticator({ pool, pepper, ...options }: AuthenticatorOptions): Authenticator {
  async function lookUp(publicId: string, secret: string): Promise<Verdict> {
    const row = await find(publicId);
    const isRight = timingSafeEqual(hashSecret(secret, pepper), row?.secretHash ?? nobody);
    if (!row || !isRight || row.isRevoked) throw unknownKey();
    if (row.isExpired) throw expiredKey();
    const { tenantId, id, leftMs, position, identity } = row;
    const scopes = Object.freeze([...row.scopes].sort());
    const viewer = Object.freeze({ tenantId, subject: `key:${id}`, scopes, scope: scopeOf(tenantId, scopes) });
    const tags = hashTags(tenantId, [`e.api_key.${id}`, 'x.api_key']);
    const stamp = { identity: identity ?? '', tenantId, tags, position: parsePosition(position), verified: -1 };
    return { viewer, trustedMs: leftMs ?? Number.POSITIVE_INFINITY, stamp };
  }

  async function find(publicId: string): Promise<KeyRow | undefined> {
    try {
      const { rows } = await pool.query({ name: 'auth.findKey', text: findKey, values: [publicId] });
      return rows[0] as KeyRow | undefined;
    } catch (error) {
      throw new ClientError('UNAVAILABLE', 'The API key cannot be checked now; try again.', { retryable: true }, error);
    }
  }

  function decide(header: string): Promise<Verdict> {
    const { publicId, secret } = apiKeyOf(header);
    return lookUp(publicId, secret);
  }

  return createVerdicts({ decide, ...options });
}

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
