// Writes API keys: the row holds the public id and a keyed hash; the key itself is returned once and kept nowhere.
import type pg from 'pg';
import { createApiKey, hashSecret, type NewApiKey } from '../auth/api-key.ts';
import type { Visibility } from '../db/rights.ts';
import { newId } from '../lib/uuid.ts';

export interface KeyRowOptions extends NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly pepper: string;
  /** @default everything: `*` */
  readonly scopes?: readonly string[];
  /** @default 'all' */
  readonly visibility?: Visibility;
  /** For whom the key acts. */
  readonly userId?: string | null;
  /** @default never */
  readonly expiresAt?: string;
}

/** The session must have the role clientele_owner. A public id that exists already is left as it is. */
export async function insertKey(
  client: pg.ClientBase,
  options: KeyRowOptions,
): Promise<{ key: string; publicId: string }> {
  const { tenantId, name, pepper, environment, scopes = ['*'], visibility = 'all', userId = null } = options;
  const { key, publicId, secret } = createApiKey(options);
  await client.query(
    `/* keys.insert */ insert into api_key (tenant_id, id, name, public_id, secret_hash, last4, environment, scopes, visibility, user_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (public_id) do nothing`,
    [
      ...[tenantId, newId(), name, publicId, hashSecret(secret, pepper), key.slice(-4)],
      ...[environment, scopes, visibility, userId, options.expiresAt ?? null],
    ],
  );
  return { key, publicId };
}
