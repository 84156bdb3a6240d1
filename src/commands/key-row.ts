// Writes API keys: the row holds the public id and a keyed hash; the key itself is returned once and kept nowhere.
import type pg from 'pg';
import { createApiKey, hashSecret, type NewApiKey } from '../auth/api-key.ts';
import { newId } from '../lib/uuid.ts';

export interface KeyRowOptions extends NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly pepper: string;
  /** @default everything: `*` */
  readonly scopes?: readonly string[];
  /** @default never */
  readonly expiresAt?: string;
}

/** The session must have the role clientele_owner. A public id that exists already is left as it is. */
export async function insertKey(
  client: pg.ClientBase,
  options: KeyRowOptions,
): Promise<{ key: string; publicId: string }> {
  const { tenantId, name, pepper, scopes = ['*'], expiresAt = null } = options;
  const { key, publicId, secret } = createApiKey(options);
  await client.query(
    `/* keys.insert */ insert into api_key (tenant_id, id, name, public_id, secret_hash, last4, scopes, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (public_id) do nothing`,
    [tenantId, newId(), name, publicId, hashSecret(secret, pepper), key.slice(-4), scopes, expiresAt],
  );
  return { key, publicId };
}
