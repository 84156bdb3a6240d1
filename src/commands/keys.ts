// `clientele keys create | list | rotate | rename | revoke`: who may call. A key is printed once, when it is made; afterwards only its
// public id is known. A revoked key is refused within a second, and its row stays: it says until when somebody could call.
import '../crm/index.ts';
import type { Command } from 'commander';
import pg from 'pg';
import { createKey, type Keeper, renameKey, revokeKey, rotateKey } from '../auth/keys.ts';
import { readConfig } from '../config.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { type Transaction, write } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { parseId } from '../lib/text.ts';
import { isUuid } from '../lib/uuid.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { findPepper } from './pepper.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';

export type KeysRequest =
  | {
      readonly action: 'create';
      readonly tenant: string;
      readonly name: string;
      readonly scopes?: string;
      readonly visibility?: string;
      readonly user?: string;
      readonly expires?: string;
      readonly test?: boolean;
    }
  | { readonly action: 'list'; readonly tenant?: string }
  | { readonly action: 'rotate'; readonly publicId: string; readonly keepOld?: string }
  | { readonly action: 'rename'; readonly publicId: string; readonly name: string }
  | { readonly action: 'revoke'; readonly publicId: string };

export interface KeysOptions {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  readonly pepper: string;
  /** Takes what is to be shown. */
  readonly print: (line: string) => void;
}

export async function keys(request: KeysRequest, options: KeysOptions): Promise<void> {
  const { adminUrl, print } = options;
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele keys' });
  await client.connect();
  const pool = createPool({ url: adminUrl, max: 1 });
  try {
    await client.query(`set timezone = 'UTC'; set role clientele_owner`);
    if (request.action === 'list') return await list(client, request.tenant, print);
    const by: Keeper = { actor: 'operator', scopes: ['*'], pepper: options.pepper };
    if (request.action === 'create') await create(client, pool, by, request, print);
    else await change(pool, by, await find(client, request.publicId), request, print);
  } catch (error) {
    throw error instanceof ClientError ? new OperatorError(error.message) : error;
  } finally {
    await Promise.all([client.end(), pool.end()]);
  }
}

type Create = Extract<KeysRequest, { action: 'create' }>;
type Change = Exclude<KeysRequest, { action: 'create' | 'list' }>;

async function create(
  client: pg.Client,
  pool: Pool,
  by: Keeper,
  request: Create,
  print: KeysOptions['print'],
): Promise<void> {
  const { tenant, name, scopes = '*', visibility = 'all', user, expires, test = false } = request;
  const { rowCount } = await client.query('select from tenant where id = $1', [tenantId(tenant)]);
  if (!rowCount)
    throw new OperatorError(`There is no tenant ${tenant}: \`clientele keys list\` shows those with keys.`);
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new OperatorError(`--expires takes a time such as 2027-01-31T00:00:00Z, got "${expires}".`);
  }
  if (visibility !== 'all' && visibility !== 'team' && visibility !== 'own')
    throw new OperatorError(`--visibility is all, team or own, got "${visibility}".`);
  const made = await write(pool, tenant, (tx) =>
    createKey(tx, by, {
      name,
      scopes: scopes.split(',').map((scope) => scope.trim()),
      environment: test ? 'test' : 'live',
      visibility,
      ...(user !== undefined && { userId: parseId(user, 'user') }),
      ...(expires !== undefined && { expiresAt: new Date(expires).toISOString() }),
    }),
  );
  print(made.secret);
}

interface Found {
  readonly id: string;
  readonly publicId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly revokedAt: string | null;
}

async function find(client: pg.Client, given: string): Promise<Found> {
  // Who pastes the whole key means this one.
  const publicId = /^ck_(?:live|test)_([0-9A-Za-z]{10})/.exec(given)?.[1] ?? given;
  const { rows } = await client.query<Found>(
    `/* keys.find */ select id, public_id as "publicId", tenant_id as "tenantId", name, revoked_at::text as "revokedAt"
     from api_key where public_id = $1`,
    [publicId],
  );
  if (rows[0]) return rows[0];
  throw new OperatorError(`There is no key ${publicId}: \`clientele keys list\` shows the ids (10 letters or digits).`);
}

async function change(pool: Pool, by: Keeper, key: Found, request: Change, print: KeysOptions['print']): Promise<void> {
  const { id, publicId, name } = key;
  const run = <T>(work: (tx: Transaction) => Promise<T>) => write(pool, key.tenantId, work);
  if (request.action === 'rotate') {
    const { keepOld = '24' } = request;
    if (!/^\d{1,4}$/.test(keepOld)) throw new OperatorError(`--keep-old takes hours, 0 to 168, got "${keepOld}".`);
    print((await run((tx) => rotateKey(tx, by, id, Number(keepOld)))).secret);
  } else if (request.action === 'rename') {
    await run((tx) => renameKey(tx, by, id, request.name));
    print(`${publicId} (${name}) is called ${request.name} now.`);
  } else {
    await run((tx) => revokeKey(tx, by, id));
    print(
      key.revokedAt
        ? `${publicId} (${name}) was revoked already, at ${key.revokedAt}.`
        : `${publicId} (${name}) is revoked.`,
    );
  }
}

interface Listed {
  publicId: string;
  last4: string;
  tenantId: string;
  tenant: string;
  name: string;
  scopes: string;
  visibility: string;
  used: string;
  state: string;
}

async function list(client: pg.Client, tenant: string | undefined, print: KeysOptions['print']): Promise<void> {
  const { rows } = await client.query<Listed>(
    `/* keys.list */ select k.public_id as "publicId", k.last4, k.tenant_id as "tenantId", t.name as tenant, k.name,
       array_to_string(k.scopes, ',') as scopes, case k.visibility when 'all' then '' else ' ' || k.visibility || ' of ' || k.user_id end as visibility,
       coalesce('used ' || to_char(u.last_used_at, 'YYYY-MM-DD HH24:MI'), 'never used') as used,
       case when k.revoked_at is not null then 'revoked ' || k.revoked_at::date when k.expires_at <= now() then 'expired ' || k.expires_at::date
            when k.expires_at is not null then 'until ' || k.expires_at::date else 'valid' end as state
     from api_key k join tenant t on t.id = k.tenant_id left join api_key_use u on u.tenant_id = k.tenant_id and u.id = k.id where $1::uuid is null or k.tenant_id = $1 order by t.name, k.created_at, k.id`,
    [tenant === undefined ? null : tenantId(tenant)],
  );
  if (rows.length === 0) print('No keys.');
  for (const { publicId, last4, state, used, scopes, visibility, name, tenant: tenantName, tenantId: id } of rows) {
    const what = `${scopes}${visibility}`.padEnd(8);
    print(`${publicId}  …${last4}  ${state.padEnd(18)}  ${used.padEnd(21)}  ${what}  ${name}  (${tenantName}, ${id})`);
  }
}

function tenantId(text: string): string {
  if (isUuid(text)) return text;
  throw new OperatorError(`A tenant is named by its id, a lower-case UUID, got "${text}".`);
}

export const keysCommand: CliCommand = {
  declare(command) {
    command
      .argument('<action>', 'create, list, rotate, rename or revoke')
      .argument('[publicId]', 'rotate, rename, revoke: the 10 characters after ck_live_')
      .option('--tenant <id>', 'create: whose key; list: of this tenant only')
      .option('--tenant-name <name>', 'create: whose key; list: of this tenant only; by name')
      .option('--create-tenant', 'create: make the tenant of that name, unless there is one')
      .option('--name <name>', 'create, rename: what it is for')
      .option('--scopes <list>', 'create: such as contacts:read,deals:read; without it everything')
      .option('--visibility <whose>', 'create: all, team or own: whose records it sees; without it all')
      .option('--user <id>', 'create: for whom it acts')
      .option('--keep-old <hours>', 'rotate: how long the old key goes on working, 0 to 168; without it 24')
      .option('--expires <time>', 'create: works until then; without it for ever')
      .option('--test', 'create: a key that starts with ck_test_');
  },
  async run(command) {
    const asked = requestOf(command);
    const config = readConfig();
    const database = await openDatabase(config);
    try {
      const { adminUrl } = database;
      const isEmbedded = config.databaseUrl === undefined;
      const options = command.opts<TenantOptions>();
      const isNamed = asked.action === 'create' || (asked.action === 'list' && options.tenantName !== undefined);
      const request = isNamed ? { ...asked, tenant: (await findTenant(adminUrl, isEmbedded, options)).id } : asked;
      await keys(request, {
        adminUrl,
        pepper: await findPepper(config),
        print: (line) => console.log(line),
      });
    } finally {
      await database.stop();
    }
    return undefined;
  },
};

function requestOf(command: Command): KeysRequest {
  const [action, publicId] = command.args;
  const options = command.opts<Partial<Omit<Create, 'action'>> & { readonly keepOld?: string }>();
  if (action === 'create') {
    const { tenant = '', name } = options;
    if (name !== undefined) return { ...options, action, tenant, name };
    throw new OperatorError('`keys create` needs --name <what it is for>, and --tenant <id> or --tenant-name <name>.');
  }
  if (action === 'list') return options.tenant === undefined ? { action } : { action, tenant: options.tenant };
  if (publicId !== undefined) {
    if (action === 'rotate') return { ...options, action, publicId };
    if (action === 'rename' && options.name !== undefined) return { action, publicId, name: options.name };
    if (action === 'revoke') return { action, publicId };
  }
  throw new OperatorError(
    'Expected `keys create --tenant <id> --name <name>`, `keys list`, `keys rotate <publicId>`, ' +
      '`keys rename <publicId> --name <name>` or `keys revoke <publicId>`, ' +
      `got \`keys ${command.args.join(' ')}\`.`,
  );
}
