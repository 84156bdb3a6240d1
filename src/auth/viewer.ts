// Credentials to verdicts: who asks, of which tenant, with which rights. API keys are decided here, by the database.
// Invariant: a wrong form never reaches the database, and who guesses learns nothing from an answer or from its time.
import { timingSafeEqual } from 'node:crypto';
import { parsePosition } from '../cache/position.ts';
import { hashTags } from '../cache/tag-hash.ts';
import type { Visibility } from '../db/rights.ts';
import { ClientError } from '../errors.ts';
import { type ApiKeyParts, hashSecret, type KeyEnvironment } from './api-key.ts';
import { credentialOf, tokensNotTaken, unauthenticated } from './bearer.ts';
import { viewerOf } from './rights.ts';
import { type Authenticator, createVerdicts, type Verdict, type VerdictsOptions } from './verdicts.ts';

/** What is needed of the pool. */
export interface KeyDirectory {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

export interface AuthenticatorOptions extends Omit<VerdictsOptions, 'decide'> {
  readonly pool: KeyDirectory;
  /** Keys the hashes of the secrets; without it a dump of the table checks no guess. */
  readonly pepper: string;
  /** Decides on tokens. @default none are taken */
  readonly decideToken?: (token: string) => Promise<Verdict>;
  /** Told of each look-up that succeeds: of a key in use at least every 30 s, and never on the way of a known caller. */
  readonly onUsed?: (tenantId: string, keyId: string) => void;
}

/** The clock is the database's: it set `expires_at`, and all origins share it. */
const findKey = `/* auth.findKey */ select tenant_id as "tenantId", id, secret_hash as "secretHash", scopes, visibility,
  user_id as "userId", team_id as "teamId", environment, expires_at <= now() as "isExpired", extract(epoch from expires_at - now())::float8 * 1000 as "leftMs", revoked_at is not null as "isRevoked",
  pg_current_snapshot()::text as position, database_identity() as identity from find_api_key($1)`;

interface KeyRow {
  tenantId: string;
  id: string;
  secretHash: Buffer;
  scopes: string[];
  visibility: Visibility;
  userId: string | null;
  teamId: string | null;
  environment: KeyEnvironment | null;
  isExpired: boolean | null;
  isRevoked: boolean;
  leftMs: number | null;
  position: string;
  identity: string | null;
}

/** Compared with when the id is unknown, so that such an answer takes as long as that to a wrong secret. */
const nobody = Buffer.alloc(32);

export function createAuthenticator({
  pool,
  pepper,
  onUsed = () => {},
  decideToken,
  ...options
}: AuthenticatorOptions): Authenticator {
  async function lookUp({ publicId, secret, environment }: ApiKeyParts): Promise<Verdict> {
    const row = await find(publicId);
    const isRight = timingSafeEqual(hashSecret(secret, pepper), row?.secretHash ?? nobody);
    if (!row || !isRight || row.isRevoked || environment !== (row.environment ?? environment)) throw unknownKey();
    if (row.isExpired) throw expiredKey();
    const { tenantId, id, leftMs, position, identity, userId } = row;
    onUsed(tenantId, id);
    const viewer = viewerOf(tenantId, `key:${id}`, row, environment);
    const ofUser = userId === null ? [] : [`e.user.${userId}`, 'x.user'];
    const tags = hashTags(tenantId, [`e.api_key.${id}`, 'x.api_key', ...ofUser]);
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
    const credential = credentialOf(header);
    if ('key' in credential) return lookUp(credential.key);
    if (!decideToken) throw tokensNotTaken();
    return decideToken(credential.token);
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
