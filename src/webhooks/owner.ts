// Whom an endpoint stands for: a key, or a user. What it is told is what that one may see at the time.
// Invariant: rights are read anew for each turn; nothing is sent for an owner who is gone.
import { viewerOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import type { Visibility } from '../db/rights.ts';
import type { Reader } from '../db/transaction.ts';
import type { WebhookEndpointRow } from './endpoint.ts';

type Owned = Pick<WebhookEndpointRow, 'owner' | 'ownerScopes' | 'ownerVisibility' | 'ownerUserId'>;

/** Null: revoked, expired or deleted. */
export async function ownerOf(reader: Reader, endpoint: Owned): Promise<Viewer | null> {
  const [kind, id = ''] = endpoint.owner.split(':');
  return kind === 'key' ? keyOf(reader, id) : userOf(reader, endpoint);
}

interface KeyRow {
  readonly scopes: string[];
  readonly visibility: Visibility;
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly environment: 'live' | 'test' | null;
}

async function keyOf(reader: Reader, id: string): Promise<Viewer | null> {
  const [key] = await reader.query<KeyRow>({
    text: `/* webhooks.key */ select k.scopes, k.visibility, k.user_id as "userId", u.team_id as "teamId", k.environment
      from api_key k left join "user" u on u.tenant_id = k.tenant_id and u.id = k.user_id
      where k.tenant_id = $1 and k.id = $2 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and u.deleted_at is null`,
    values: [reader.tenantId, id],
  });
  return key ? viewerOf(reader.tenantId, `key:${id}`, key, key.environment) : null;
}

/** Roles live in tokens, so of a user the rights are those with which the endpoint was taken; the team is that of today. */
async function userOf(reader: Reader, endpoint: Owned): Promise<Viewer | null> {
  const { owner, ownerScopes: scopes, ownerVisibility: visibility, ownerUserId: userId } = endpoint;
  const [user] = await reader.query<{ teamId: string | null }>({
    text: `/* webhooks.user */ select team_id as "teamId" from "user" where tenant_id = $1 and id = $2 and deleted_at is null`,
    values: [reader.tenantId, userId],
  });
  return user ? viewerOf(reader.tenantId, owner, { scopes, visibility, userId, teamId: user.teamId }) : null;
}
