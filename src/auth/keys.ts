// Keys are made, rotated, renamed and revoked here, for GraphQL and for commands alike; each act is noted in its transaction.
// Invariant: nobody grants what they do not hold, a new secret of an old key included; a secret is returned once and kept nowhere.
import { columnSql } from '../db/reads.ts';
import { requireWrite, type Visibility } from '../db/rights.ts';
import type { Reader, Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';
import { cleanText } from '../lib/text.ts';
import { newId } from '../lib/uuid.ts';
import { createApiKey, hashSecret, type KeyEnvironment } from './api-key.ts';
import { noteAct } from './audit.ts';
import { holds, parseScopes } from './rights.ts';
import { type ApiKeyRow, apiKey } from './tables.ts';

/** Who manages keys, and with what. */
export interface Keeper {
  /** For the log of acts. */
  readonly actor: string;
  readonly scopes: readonly string[];
  /** Keys the hashes of the secrets. */
  readonly pepper: string;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly environment: KeyEnvironment;
  /** @default 'all' */
  readonly visibility?: Visibility;
  /** For whom the key acts. */
  readonly userId?: string | null;
  /** @default never */
  readonly expiresAt?: string | null;
}

export interface MadeKey {
  readonly apiKey: ApiKeyRow;
  /** The whole key: shown now and never again. */
  readonly secret: string;
}

const longestName = 200;
/** A week: longer, and the old key has become a second one. */
const mostHoursKept = 168;
const mostListed = 1000;

const columns = Object.keys(apiKey.columns).map(columnSql).join(', ');

const rows = `select ${columns}, u.last_used_at as "lastUsedAt",
    (select r.id from api_key r where r.tenant_id = t.tenant_id and r.replaces_id = t.id order by r.created_at desc limit 1) as "replacedById"
  from api_key t left join api_key_use u on u.tenant_id = t.tenant_id and u.id = t.id where t.tenant_id = $1`;

/** The newest first. When a key was last used has no tag, so the list is never shown a second time. */
export async function listKeys(reader: Reader, withRevoked: boolean): Promise<ApiKeyRow[]> {
  reader.recorder.scan({ table: apiKey, uses: Object.keys(apiKey.columns) });
  reader.recorder.limit(0);
  const living = withRevoked ? '' : ' and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())';
  return reader.query<ApiKeyRow>({
    text: `${rows}${living} order by t.created_at desc, t.id desc limit ${mostListed}`,
    values: [reader.tenantId],
  });
}

export async function createKey(tx: Transaction, by: Keeper, given: NewKey): Promise<MadeKey> {
  requireWrite(tx.rights, apiKey);
  const scopes = parseScopes(given.scopes);
  requireHeld(by, scopes);
  const made = await insert(tx, by, { ...given, name: parseName(given.name), scopes }, null);
  await note(tx, by, 'create', made.apiKey);
  return made;
}

/** A second key with the same rights. The old one works for so many hours, and then no more. */
export async function rotateKey(tx: Transaction, by: Keeper, id: string, keepOldFor: number): Promise<MadeKey> {
  if (keepOldFor < 0 || keepOldFor > mostHoursKept)
    throw badInput(`\`keepOldFor\` is 0 to ${mostHoursKept} hours, got ${keepOldFor}.`, { argument: 'keepOldFor' });
  const old = await lockKey(tx, id);
  requireHeld(by, old.scopes);
  const [ended] = await tx.query<{ lifeMs: number | null; isOver: boolean | null }>({
    text: `update api_key k set expires_at = least(k.expires_at, now() + make_interval(hours => $3)), version = k.version + 1
      from api_key was where k.tenant_id = $1 and k.id = $2 and was.tenant_id = k.tenant_id and was.id = k.id
      returning extract(epoch from was.expires_at - was.created_at)::float8 * 1000 as "lifeMs",
        (was.expires_at <= now() or was.revoked_at is not null) as "isOver"`,
    values: [tx.tenantId, id, keepOldFor],
  });
  if (ended?.isOver) throw new ClientError('RULE_VIOLATED', 'This key works no more: make a new one.', { id });
  const lifeMs = ended?.lifeMs ?? null;
  const expiresAt = lifeMs === null ? null : new Date(Date.now() + lifeMs).toISOString();
  const made = await insert(tx, by, { ...old, environment: environmentOf(old), expiresAt }, id);
  await note(tx, by, 'rotate', old, { keepOldFor, replacedBy: made.apiKey.id });
  return made;
}

export async function renameKey(tx: Transaction, by: Keeper, id: string, given: string): Promise<ApiKeyRow> {
  const { name: was } = await lockKey(tx, id);
  const name = parseName(given);
  if (name === was) return findKey(tx, id);
  await tx.query({
    text: 'update api_key set name = $3, version = version + 1 where tenant_id = $1 and id = $2',
    values: [tx.tenantId, id, name],
  });
  const key = await findKey(tx, id);
  await note(tx, by, 'rename', key, { was });
  return key;
}

/** At once, and for ever. Revoking twice changes nothing. */
export async function revokeKey(tx: Transaction, by: Keeper, id: string): Promise<ApiKeyRow> {
  const key = await lockKey(tx, id);
  if (key.revokedAt !== null) return key;
  await tx.query({
    text: 'update api_key set revoked_at = now(), version = version + 1 where tenant_id = $1 and id = $2',
    values: [tx.tenantId, id],
  });
  await note(tx, by, 'revoke', key);
  return findKey(tx, id);
}

async function insert(tx: Transaction, { pepper }: Keeper, given: NewKey, replacesId: string | null): Promise<MadeKey> {
  const { name, scopes, environment, visibility = 'all', userId = null, expiresAt = null } = given;
  if (visibility !== 'all' && userId === null)
    throw badInput(`The visibility \`${visibility}\` takes a user, whose records are seen.`, { field: 'userId' });
  if (userId !== null) await requireUser(tx, userId);
  const { key, publicId, secret } = createApiKey({ environment });
  const id = newId();
  await tx.query({
    text: `insert into api_key (tenant_id, id, name, public_id, secret_hash, last4, environment, scopes, visibility, user_id, replaces_id, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      ...[tx.tenantId, id, name, publicId, hashSecret(secret, pepper), key.slice(-4), environment, scopes],
      ...[visibility, userId, replacesId, expiresAt],
    ],
  });
  return { apiKey: await findKey(tx, id), secret: key };
}

async function requireUser(tx: Transaction, id: string): Promise<void> {
  const [user] = await tx.query({
    text: 'select from "user" where tenant_id = $1 and id = $2 and deleted_at is null',
    values: [tx.tenantId, id],
  });
  if (!user) throw new ClientError('NOT_FOUND', `There is no User with the id ${id}.`, { field: 'userId', id });
}

async function findKey(tx: Transaction, id: string): Promise<ApiKeyRow> {
  const [key] = await tx.query<ApiKeyRow>({ text: `${rows} and t.id = $2`, values: [tx.tenantId, id] });
  if (key) return key;
  throw new ClientError('NOT_FOUND', `There is no API key with the id ${id}.`, { id });
}

/** Locked until the transaction ends: two rotations at once would make two heirs. */
async function lockKey(tx: Transaction, id: string): Promise<ApiKeyRow> {
  requireWrite(tx.rights, apiKey);
  const values = [tx.tenantId, id];
  await tx.query({ text: 'select from api_key where tenant_id = $1 and id = $2 for no key update', values });
  return findKey(tx, id);
}

function parseName(given: string): string {
  const name = cleanText(given, 'name');
  if (name.length >= 1 && name.length <= longestName) return name;
  throw badInput(`A key's name has 1 to ${longestName} characters, got ${name.length}.`, { field: 'name' });
}

function requireHeld({ scopes: held }: Keeper, wanted: readonly string[]): void {
  const missing = wanted.filter((scope) => !holds(held, scope));
  if (missing.length === 0) return;
  const message = `Nobody grants more than they hold: this credential lacks \`${missing.join('`, `')}\`.`;
  throw new ClientError('FORBIDDEN', message, { scopes: missing });
}

/** Keys from before the column was there are for live programs, as far as anybody knows. */
const environmentOf = ({ environment }: ApiKeyRow): KeyEnvironment => (environment === 'test' ? 'test' : 'live');

async function note(tx: Transaction, { actor }: Keeper, act: string, key: ApiKeyRow, more: object = {}): Promise<void> {
  const { id, publicId, name, scopes, visibility, userId, expiresAt } = key;
  const details = { publicId, name, scopes, visibility, userId, expiresAt, ...more };
  await noteAct(tx, { actor, act: `api_key.${act}`, subject: `key:${id}`, details });
}
