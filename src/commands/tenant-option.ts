// Which tenant a command works on: by id, by name, a new one, or the demo tenant of an embedded database.
import pg from 'pg';
import { OperatorError } from '../lib/operator-error.ts';
import { isUuid, newId } from '../lib/uuid.ts';
import { harbourline } from './demo-harbourline.ts';

export interface TenantOptions {
  readonly tenant?: string;
  readonly tenantName?: string;
  /** Make the tenant of that name, unless there is one. */
  readonly createTenant?: boolean;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** `adminUrl` is of a login that may read all tenants. */
export async function findTenant(adminUrl: string, isEmbedded: boolean, options: TenantOptions): Promise<Named> {
  const { tenantName, createTenant = false } = options;
  const tenant = options.tenant ?? (tenantName === undefined && isEmbedded ? harbourline.tenantId : undefined);
  if (tenant !== undefined && tenantName !== undefined)
    throw new OperatorError('Say --tenant <id> or --tenant-name <name>, not both.');
  if (createTenant && tenantName === undefined) throw new OperatorError('--create-tenant needs --tenant-name <name>.');
  if (tenant === undefined && tenantName === undefined)
    throw new OperatorError('Which tenant? Say --tenant <id> or --tenant-name <name>; `--create-tenant` makes it.');
  if (tenant !== undefined && !isUuid(tenant.toLowerCase()))
    throw new OperatorError(`--tenant takes an id, a UUID, got "${tenant}". --tenant-name takes a name.`);
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele tenant' });
  await client.connect();
  try {
    await client.query('begin; set local role clientele_owner');
    const found = await findOrCreate(client, tenant?.toLowerCase(), tenantName, createTenant);
    await client.query('commit');
    return found;
  } catch (error) {
    if ((error as { code?: string }).code === '42P01' || (error as { code?: string }).code === '22023')
      throw new OperatorError(
        'The database has no tables yet: run `clientele migrate`, or start `clientele dev` once.',
      );
    throw error;
  } finally {
    await client.end();
  }
}

async function findOrCreate(
  client: pg.Client,
  id: string | undefined,
  name: string | undefined,
  mayCreate: boolean,
): Promise<Named> {
  // Names are not unique: two commands at once must not both make the tenant.
  await client.query(`select pg_advisory_xact_lock(hashtext('clientele tenant names'))`);
  const { rows } = await client.query<Named>(
    'select id, name from tenant where id = $1 or name = $2 order by id limit 2',
    [id ?? null, name ?? null],
  );
  const [one, two] = rows;
  if (two) throw new OperatorError(`Several tenants are called "${name}": say --tenant <id>.\n${await listed(client)}`);
  if (one) return one;
  if (name === undefined || !mayCreate) {
    const remedy = name === undefined ? '' : ' --create-tenant makes it.';
    throw new OperatorError(`There is no tenant ${id ?? `"${name}"`}.${remedy}\n${await listed(client)}`);
  }
  const created = { id: newId(), name };
  await client.query('insert into tenant (id, name) values ($1, $2)', [created.id, created.name]);
  return created;
}

async function listed(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Named>('select id, name from tenant order by name, id limit 20');
  return rows.length === 0
    ? 'There are none.'
    : `There are:\n${rows.map(({ id, name }) => `  ${id}  ${name}`).join('\n')}`;
}
