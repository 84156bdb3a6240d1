// All rows of a database, or of one tenant, as lines that any PostgreSQL with the same migrations takes back.
// Invariant: they are of one snapshot, go in by foreign keys, and what came in is summed up and compared before it is committed.
import type pg from 'pg';
import { OperatorError } from '../lib/operator-error.ts';
import { migrationsTable } from './migrate.ts';

export interface Sum {
  readonly rows: number;
  /** Of all rows, in whatever order. */
  readonly hash: string;
}

export interface Head {
  readonly format: 'clientele 1';
  readonly takenAt: string;
  readonly migrations: readonly string[];
  /** Null: all tenants. */
  readonly tenantId: string | null;
  /** Tells peppers apart: without the same one, keys and secrets of webhooks are of no use. */
  readonly pepper: string;
}

export type Line =
  | { readonly head: Head }
  | { readonly table: string; readonly docs: readonly string[] }
  | { readonly sums: Readonly<Record<string, Sum>> };

type Client = Pick<pg.ClientBase, 'query'>;

const rowsInLine = 500;
/** History of one database, which means nothing in another; and replays that go on from a place in it. */
const left = ['change', 'webhook_replay'];
/** Of no tenant. */
const shared = ['persisted_operation'];

async function migrationsOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable} order by id`);
  return rows.map(({ name }) => name);
}

/** Those that others refer to come first. */
async function tablesOf(client: Client, tenantId: string | null): Promise<string[]> {
  const { rows } = await client.query<{ name: string; needs: string[] }>(
    `select c.relname as name, array(
       select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
       where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all ($1) and (c.relname = any ($2) or exists (
         select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
     order by 1`,
    [left, tenantId === null ? shared : []],
  );
  const ordered: string[] = [];
  for (let rest = rows; rest.length > 0; ) {
    const free = rest.filter(({ needs }) => needs.every((need) => ordered.includes(need)));
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${rest.map(({ name }) => name)}`);
    ordered.push(...free.map(({ name }) => name));
    rest = rest.filter((each) => !free.includes(each));
  }
  return ordered;
}

/** Sees the rows of all tenants: of those it may not see it would tell nobody, and they would be missing. */
async function enter(client: Client): Promise<void> {
  const { rows } = await client.query<{ sees: boolean }>(
    'select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.sees)
    throw new OperatorError(
      'The login does not see the rows of all tenants: a backup needs a superuser, or a member of clientele_owner with BYPASSRLS. Say it in MIGRATE_DATABASE_URL.',
    );
  await client.query(`set local timezone = 'UTC'; set local datestyle = 'ISO'`);
}

const rowsOf = (table: string, tenantId: string | null) =>
  `public."${table}" t${tenantId === null ? '' : ` where tenant_id = '${tenantId}'`}`;

async function sumsOf(client: Client, tables: readonly string[], tenantId: string | null) {
  const sums: Record<string, Sum> = {};
  for (const table of tables) {
    const { rows } = await client.query<Sum>(
      `select count(*)::int as rows, coalesce(sum(hashtextextended(to_jsonb(t)::text, 0)::numeric), 0)::text as hash
       from ${rowsOf(table, tenantId)}`,
    );
    sums[table] = rows[0]!;
  }
  return sums;
}

export async function* readAll(client: Client, tenantId: string | null, pepper: string): AsyncGenerator<Line> {
  await client.query('begin isolation level repeatable read read only');
  const migrations = await migrationsOf(client);
  await enter(client);
  const { rows: now } = await client.query<{ at: Date }>('select clock_timestamp() as at');
  yield { head: { format: 'clientele 1', takenAt: now[0]!.at.toISOString(), migrations, tenantId, pepper } };
  const tables = await tablesOf(client, tenantId);
  for (const table of tables) {
    await client.query(`declare each cursor for select to_jsonb(t)::text as doc from ${rowsOf(table, tenantId)}`);
    for (;;) {
      const { rows } = await client.query<{ doc: string }>(`fetch ${rowsInLine} from each`);
      if (rows.length === 0) break;
      yield { table, docs: rows.map(({ doc }) => doc) };
    }
    await client.query('close each');
  }
  yield { sums: await sumsOf(client, tables, tenantId) };
  await client.query('commit');
}

/** In the transaction of the caller, which is to be rolled back if this rejects. */
export async function writeAll(client: Client, lines: AsyncIterable<Line>): Promise<Readonly<Record<string, Sum>>> {
  const has = await migrationsOf(client);
  await enter(client);
  await client.query('create temp table restored (name text, doc jsonb) on commit drop');
  let head: Head | null = null;
  let told: Readonly<Record<string, Sum>> | null = null;
  for await (const line of lines) {
    if ('head' in line) {
      head = line.head;
      await refuseOthers(client, head, has);
    } else if ('sums' in line) told = line.sums;
    else await client.query('insert into restored select $1, unnest($2::text[])::jsonb', [line.table, line.docs]);
  }
  if (!head || !told) throw new OperatorError('The backup is not complete: its end is missing. Nothing was restored.');
  const tables = await tablesOf(client, head.tenantId);
  // One statement a table: rows that refer to others of their own table need no order.
  for (const table of tables) {
    const { rows } = await client.query<{ names: string }>(
      `select string_agg(quote_ident(attname), ', ') as names from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [`public."${table}"`],
    );
    const { names } = rows[0]!;
    await client.query(
      `insert into public."${table}" (${names}) select ${names.replaceAll(/(^|, )/g, '$1r.')}
       from restored, jsonb_populate_record(null::public."${table}", doc) r where restored.name = $1`,
      [table],
    );
  }
  const sums = await sumsOf(client, tables, head.tenantId);
  const wrong = Object.keys({ ...sums, ...told }).filter(
    (table) => sums[table]?.rows !== told[table]?.rows || sums[table]?.hash !== told[table]?.hash,
  );
  if (wrong.length > 0)
    throw new OperatorError(`What was restored is not what was backed up, in ${wrong.join(', ')}. Nothing was kept.`);
  return sums;
}

async function refuseOthers(
  client: Client,
  { format, migrations, tenantId }: Head,
  has: readonly string[],
): Promise<void> {
  if (format !== 'clientele 1')
    throw new OperatorError(`This version does not read backups of the format "${format}".`);
  if (migrations.join() !== has.join())
    throw new OperatorError(
      `The backup is of ${migrations.at(-1)}, the database of ${has.at(-1) ?? 'no migration'}: restore with the version of the backup into a database that it migrated, then \`clientele migrate\`.`,
    );
  const { rowCount } = await client.query('select from tenant where $1::uuid is null or id = $1 limit 1', [tenantId]);
  if (rowCount)
    throw new OperatorError(
      tenantId === null
        ? 'The database has tenants already: restore into one that was only migrated.'
        : `The tenant ${tenantId} is there already: nothing is restored over it.`,
    );
}
