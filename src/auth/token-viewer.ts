// From a token to a viewer: the user whom it speaks of, in the tenant that it names, with the rights of its role. The verdict ends
// with the token, and when the user's row, team or name at the provider changes.
import { parsePosition } from '../cache/position.ts';
import { hashTags } from '../cache/tag-hash.ts';
import { clientErrorOf } from '../db/errors.ts';
import type { Pool } from '../db/pool.ts';
import { tableOf } from '../db/table.ts';
import { type OpenReader, read } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { unauthenticated } from './bearer.ts';
import { roles, viewerOf } from './rights.ts';
import type { Claims } from './token.ts';
import type { Verdict } from './verdicts.ts';

/** Under this name a user carries the `sub` of the provider, as an external id. */
const providerSource = 'oidc';

interface UserRow {
  readonly id: string;
  readonly teamId: string | null;
}

/** Throws UNAUTHENTICATED for a person who is no living user of that tenant; of an unknown tenant it says the same. */
export async function viewerOfToken(pool: Pool, claims: Claims): Promise<Verdict> {
  const { tenantId, role, exp } = claims;
  try {
    return await read(pool, tenantId, async (reader) => {
      const { id, teamId } = await userOf(reader, claims);
      const viewer = viewerOf(tenantId, `user:${id}`, { ...roles[role], userId: id, teamId });
      const [identity, position] = await Promise.all([reader.identity, reader.position]);
      const tags = hashTags(tenantId, reader.recorder.tags());
      const stamp = { identity: identity ?? '', tenantId, tags, position: parsePosition(position), verified: -1 };
      return { viewer, trustedMs: Math.max(exp * 1000 - Date.now(), 0), stamp };
    });
  } catch (error) {
    if (error instanceof ClientError) throw error;
    throw clientErrorOf(error) ?? error;
  }
}

/** The one that carries the `sub`; else the one with the address, if the provider has verified it. */
async function userOf(reader: OpenReader, { tenantId, sub, email }: Claims): Promise<UserRow> {
  const user = tableOf('user');
  const names = tableOf('external_id');
  const uses = ['recordType', 'source', 'externalId', 'recordId'];
  reader.recorder.scan({ table: names, partition: { column: 'externalId', values: [sub] }, uses });
  const [named] = await reader.query<{ id: string }>({
    text: `select record_id as id from external_id where tenant_id = $1 and record_type = 'user' and source = $2 and external_id = $3`,
    values: [tenantId, providerSource, sub],
  });
  if (!named && email !== null) {
    const partition = { column: 'email', values: [email] };
    reader.recorder.scan({ table: user, partition, uses: ['email', 'deletedAt'] });
  }
  const [found] = await reader.query<UserRow>({
    text: `select id, team_id as "teamId" from "user" where tenant_id = $1 and deleted_at is null
      and ${named ? 'id = $2::uuid' : 'lower(email) = $2::text'}`,
    values: [tenantId, named?.id ?? email],
  });
  if (named || found) reader.recorder.rows(user, [named?.id ?? found!.id], ['teamId', 'deletedAt']);
  if (found) return found;
  throw unauthenticated(
    'UNKNOWN_USER',
    'The person of the token is no user of that tenant.',
    `A user is found by its external id of the source \`${providerSource}\`, which is the token's \`sub\`, or by a verified e-mail address.`,
  );
}
