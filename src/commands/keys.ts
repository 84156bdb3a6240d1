// `clientele keys create | list | revoke`: who may call. A key is printed once, when it is made; afterwards only its public
// id is known. A revoked key is refused within a second, and its row stays: it says until when somebody could call.
import type { Command } from 'commander';
import pg from 'pg';
import { readConfig } from '../config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { isUuid } from '../lib/uuid.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';
import { insertKey } from './key-row.ts';
import { findPepper } from './pepper.ts';
import { findTenant, type TenantOptions } from './tenant-option.ts';

export type KeysRequest =
  | {
      readonly action: 'create';
      readonly tenant: string;
      readonly name: string;
      readonly scopes?: string;
      readonly expires?: string;
      readonly test?: boolean;
    }
  | { readonly action: 'list'; readonly tenant?: string }
  | { readonly action: 'revoke'; readonly publicId: string };

export interface KeysOptions {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  readonly pepper: string;
  /** Takes what is to be shown. */
  readonly print: (line: string) => void;
}

export async function keys(request: KeysRequest, { adminUrl, pepper, print }: KeysOptions): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele keys' });
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'; set role clientele_owner`);
    if (request.action === 'create') await create(client, request, pepper, print);
    else if (request.action === 'list') await list(client, request.tenant, print);
    else await revoke(client, request.publicId, print);
  } finally {
    await client.end();
  }
}

type Create = Extract<KeysRequest, { action: 'create' }>;

async function create(client: pg.Client, request: Create, pepper: string, print: KeysOptions['print']): Promise<void> {
  const { tenant, name, scopes = '*', expires, test = false } = request;
  if (name.length < 1 || name.length > 200) {
    throw new OperatorError(`A key's name has 1 to 200 characters, got ${name.length}.`);
  }
  const { rowCount } = await client.query('select from tenant where id = $1', [tenantId(tenant)]);
  if (!rowCount)
    throw new OperatorError(`There is no tenant ${tenant}: \`clientele keys list\` shows those with keys.`);
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new OperatorError(`--expires takes a time such as 2027-01-31T00:00:00Z, got "${expires}".`);
  }
  const { key } = await insertKey(client, {
    ...{ tenantId: tenant, name, pepper, environment: test ? 'test' : 'live' },
    scopes: scopes.split(',').map((scope) => scope.trim()),
    ...(expires !== undefined && { expiresAt: new Date(expires).toISOString() }),
  });
  print(key);
}

interface Listed {
  publicId: string;
  last4: string;
  tenantId: string;
  tenant: string;
  name: string;
  scopes: string;
  state: string;
}

async function list(client: pg.Client, tenant: string | undefined, print: KeysOptions['print']): Promise<void> {
  const { rows } = await client.query<Listed>(
    `/* keys.list */ select k.public_id as "publicId", k.last4, k.tenant_id as "tenantId", t.name as tenant, k.name,
       array_to_string(k.scopes, ',') as scopes,
       case when k.revoked_at is not null then 'revoked ' || k.revoked_at::date when k.expires_at <= now() then 'expired ' || k.expires_at::date
            when k.expires_at is not null then 'until ' || k.expires_at::date else 'valid' end as state
     from api_key k join tenant t on t.id = k.tenant_id where $1::uuid is null or k.tenant_id = $1 order by t.name, k.created_at, k.id`,
    [tenant === undefined ? null : tenantId(tenant)],
  );
  if (rows.length === 0) print('No keys.');
  for (const { publicId, last4, state, scopes, name, tenant: tenantName, tenantId: id } of rows) {
    print(`${publicId}  …${last4}  ${state.padEnd(18)}  ${scopes.padEnd(8)}  ${name}  (${tenantName}, ${id})`);
  }
}

async function revoke(client: pg.Client, publicId: string, print: KeysOptions['print']): Promise<void> {
  // Who pastes the whole key means this one.
  const id = /^ck_(?:live|test)_([0-9A-Za-z]{10})/.exec(publicId)?.[1] ?? publicId;
  const { rows } = await client.query<{ name: string; was: string | null }>(
    `/* keys.revoke */ update api_key k set revoked_at = coalesce(k.revoked_at, now()), version = k.version + (k.revoked_at is null)::int
     from api_key old where k.public_id = $1 and old.tenant_id = k.tenant_id and old.id = k.id
     returning k.name, old.revoked_at::text as was`,
    [id],
  );
  const [key] = rows;
  if (!key)
    throw new OperatorError(`There is no key ${id}: \`clientele keys list\` shows the ids (10 letters or digits).`);
  print(key.was ? `${id} (${key.name}) was revoked already, at ${key.was}.` : `${id} (${key.name}) is revoked.`);
}

function tenantId(text: string): string {
  if (isUuid(text)) return text;
  throw new OperatorError(`A tenant is named by its id, a lower-case UUID, got "${text}".`);
}

export const keysCommand: CliCommand = {
  declare(command) {
    command
      .argument('<action>', 'create, list or revoke')
      .argument('[publicId]', 'revoke: the 10 characters after ck_live_')
      .option('--tenant <id>', 'create: whose key; list: of this tenant only')
      .option('--tenant-name <name>', 'create: whose key; list: of this tenant only; by name')
      .option('--create-tenant', 'create: make the tenant of that name, unless there is one')
      .option('--name <name>', 'create: what it is for')
      .option('--scopes <list>', 'create: such as contacts:read,deals:read; without it everything')
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
  const options = command.opts<Partial<Omit<Create, 'action'>>>();
  if (action === 'create') {
    const { tenant = '', name } = options;
    if (name !== undefined) return { ...options, action, tenant, name };
    throw new OperatorError('`keys create` needs --name <what it is for>, and --tenant <id> or --tenant-name <name>.');
  }
  if (action === 'list') return options.tenant === undefined ? { action } : { action, tenant: options.tenant };
  if (action === 'revoke' && publicId !== undefined) return { action, publicId };
  throw new OperatorError(
    'Expected `keys create --tenant <id> --name <name>`, `keys list` or `keys revoke <publicId>`, ' +
      `got \`keys ${command.args.join(' ')}\`.`,
  );
}
