// Made-up data: the same on every machine and on every way it can be made, and right although triggers were told to trust it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../src/auth/viewer.ts';
import { type SeededTenant, seed } from '../../src/commands/seed.ts';
import { type DemoKeys, seedDemo } from '../../src/commands/seed-demo.ts';
import { createPool } from '../../src/db/pool.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

const pepper = 'pepper of the test';
const numbers = { tenants: 2, companies: 120, contacts: 1500, deals: 300, activities: 700 };

const query = <Row extends object>(database: TestDatabase, text: string, values: unknown[] = []): Promise<Row[]> =>
  onServer(database.url, async (client) => (await client.query<Row>(text, values)).rows);

const tables = [
  'tenant',
  'team',
  '"user"',
  'company',
  'contact',
  'product',
  'pipeline',
  'stage',
  'deal',
  'deal_contact',
  'activity',
  'tag',
  'tagging',
  'custom_field',
  'external_id',
];

/** One hash for each table over all columns of the tenants whose names begin so. */
async function checksums(database: TestDatabase, begin: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const table of tables) {
    const column = table === 'tenant' ? 'id' : 'tenant_id';
    const [row] = await query<{ sum: string }>(
      database,
      `select count(*) || ' ' || md5(string_agg(t::text, e'\\n' order by t.id)) as sum
       from ${table} t where ${column} in (select id from tenant where name like $1)`,
      [`${begin}%`],
    );
    sums[table] = row!.sum;
  }
  return sums;
}

/** References that lead nowhere, by constraint, from the catalogue. */
async function danglingReferences(database: TestDatabase): Promise<string[]> {
  const keys = await query<{ name: string; test: string }>(
    database,
    `select c.conname as name, format('select from %s f where not (%s) and not exists (select from %s t where %s)', c.conrelid::regclass,
       string_agg(format('f.%I is null', a.attname), ' or '), c.confrelid::regclass,
       string_agg(format('f.%I = t.%I', a.attname, b.attname), ' and ')) as test
     from pg_constraint c cross join unnest(c.conkey, c.confkey) k (own, other)
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
       join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other
     where c.contype = 'f' group by c.oid, c.conname, c.conrelid, c.confrelid`,
  );
  expect(keys.length).toBeGreaterThan(30);
  const dangling: string[] = [];
  for (const { name, test } of keys) if ((await query(database, test)).length > 0) dangling.push(name);
  return dangling;
}

const indexes = (database: TestDatabase) =>
  query(database, `select indexdef from pg_indexes where schemaname = 'public' order by indexname`);

let empty: TestDatabase;
let used: TestDatabase;
let seeded: SeededTenant[];
let demo: DemoKeys;
let indexesBefore: object[];

beforeAll(async () => {
  empty = await createTestDatabase();
  used = await createTestDatabase();
  indexesBefore = await indexes(empty);
  seeded = await seed({ adminUrl: empty.url, pepper, ...numbers });
  demo = await seedDemo({ adminUrl: used.url, pepper });
  // Not as a superuser: every reference is looked up, policies hold.
  await seed({ adminUrl: `${used.url}?options=-c%20role%3Dclientele_owner`, pepper, ...numbers });
});

afterAll(async () => {
  await empty?.drop();
  await used?.drop();
});

describe('clientele seed', () => {
  it('makes the same rows in an empty database and beside others', async () => {
    expect(await checksums(used, 'Seeded 1.')).toEqual(await checksums(empty, 'Seeded 1.'));
  });

  it('makes these rows on every machine and version of PostgreSQL', async () => {
    // Not the text of whole rows: how a time is printed depends on the server's settings.
    const [row] = await query<{ sum: string }>(
      empty,
      `select md5(string_agg(c.id || c.name || (extract(epoch from c.created_at) * 1000)::bigint, ',' order by c.id)) as sum from contact c`,
    );
    expect(row!.sum).toMatchInlineSnapshot(`"2839d736dede6d004631d9e78e282b6d"`);
  });

  it('makes as many rows as it was asked for', async () => {
    const [counts] = await query(
      empty,
      `select count(*)::int as tenants, (select count(*) from company)::int as companies, (select count(*) from contact)::int as contacts,
       (select count(*) from deal)::int as deals, (select count(*) from activity)::int as activities from tenant`,
    );
    expect(counts).toEqual({ tenants: 2, companies: 240, contacts: 3000, deals: 600, activities: 1400 });
  });

  it('leads every reference to a row', async () => {
    expect(await danglingReferences(empty)).toEqual([]);
  });

  it('brings all indexes back', async () => {
    expect(await indexes(empty)).toEqual(indexesBefore);
  });

  it('gives the first hundred companies ten contacts each', async () => {
    const few = await query(
      empty,
      `select from (select tenant_id, id, row_number() over (partition by tenant_id order by id) as place from company) c
       where place <= 100 and (select count(*) from contact where tenant_id = c.tenant_id and company_id = c.id) < 10`,
    );
    expect(few).toEqual([]);
  });

  it('makes ids of version 7 that sort by creation', async () => {
    for (const table of ['company', 'contact', 'deal', 'activity']) {
      const [row] = await query(
        empty,
        `select count(*) filter (where created_at < before)::int as unsorted, count(*) filter (where id::text !~ '^.{14}7.{4}8')::int as other
         from (select id, created_at, lag(created_at) over (partition by tenant_id order by id) as before from ${table}) t`,
      );
      expect(row).toEqual({ unsorted: 0, other: 0 });
    }
  });

  it('leaves nulls in every column that a list can be sorted by', async () => {
    const [row] = await query<Record<string, boolean>>(
      empty,
      `select bool_or(industry is null) as a, bool_or(employees is null) as b, bool_or(annual_revenue_minor is null) as c,
         (select bool_or(amount_minor is null) and bool_or(close_date is null) from deal) as d,
         (select bool_or(due_at is null) and bool_or(done_at is null) from activity) as e,
         (select bool_or(first_name is null) and bool_or(email is null) from contact) as f from company`,
    );
    expect(Object.values(row!)).not.toContain(false);
  });

  it('tells the change table', async () => {
    const rows = await query(empty, `select distinct op from change where type = 'contact'`);
    expect(rows).toEqual([{ op: 'bulk' }]);
  });

  it('gives keys that work', async () => {
    const pool = createPool({ url: empty.url, max: 1 });
    const { authenticate } = createAuthenticator({ pool, pepper });
    for (const { tenantId, apiKey } of seeded) {
      expect(await authenticate(`Bearer ${apiKey}`)).toMatchObject({ tenantId, scopes: ['*'] });
    }
    await pool.end();
  });

  it('leaves a tenant alone that is there, and makes another world for another number', async () => {
    const before = await checksums(used, 'Seeded 1.');
    const lines: string[] = [];
    await seed({ adminUrl: used.url, pepper, ...numbers, companies: 5, report: (line) => lines.push(line) });
    await seed({ adminUrl: used.url, pepper, ...numbers, tenants: 1, seed: 2 });
    expect(lines).toContain('Seeded 1.2: was there already');
    expect(await checksums(used, 'Seeded 1.')).toEqual(before);
    const other = await checksums(used, 'Seeded 2.');
    expect(other['company']).toMatch(/^120 /);
  });

  it('makes tenants without anything in them', async () => {
    await seed({ adminUrl: used.url, pepper, seed: 3, tenants: 1, companies: 0, contacts: 0, deals: 0, activities: 0 });
    expect((await checksums(used, 'Seeded 3.'))['tenant']).toMatch(/^1 /);
  });
});

describe('the demo tenants', () => {
  it('are made once, with the same keys each time', async () => {
    const before = await checksums(used, '');
    expect(await seedDemo({ adminUrl: used.url, pepper })).toEqual(demo);
    expect(await checksums(used, '')).toEqual(before);
  });

  it('are the same in every database', async () => {
    await seedDemo({ adminUrl: empty.url, pepper: 'another pepper' });
    for (const name of ['Harbourline', 'Crumb'])
      expect(await checksums(empty, name)).toEqual(await checksums(used, name));
  });

  it('have keys of two tenants; one that was revoked is replaced', async () => {
    const pool = createPool({ url: used.url, max: 1 });
    const { authenticate } = createAuthenticator({ pool, pepper });
    const viewer = await authenticate(`Bearer ${demo.apiKey}`);
    const other = await authenticate(`Bearer ${demo.otherTenantApiKey}`);
    expect(viewer.tenantId).not.toBe(other.tenantId);
    await query(used, 'update api_key set revoked_at = now() where tenant_id = $1', [viewer.tenantId]);
    const again = await seedDemo({ adminUrl: used.url, pepper });
    expect(again.otherTenantApiKey).toBe(demo.otherTenantApiKey);
    expect(await authenticate(`Bearer ${again.apiKey}`)).toMatchObject({ tenantId: viewer.tenantId });
    await pool.end();
  });

  it('have a pipeline named Sales with the stages of every sales story', async () => {
    const rows = await query<{ stages: string }>(
      used,
      `select string_agg(s.name, ', ' order by s.position) as stages from pipeline p
       join stage s on s.tenant_id = p.tenant_id and s.pipeline_id = p.id
       where p.name = 'Sales' and p.tenant_id in (select id from tenant where name not like 'Seeded%') group by p.id`,
    );
    const stages = 'Prospecting, Engaging, Won, Lost';
    expect(rows).toEqual([{ stages }, { stages }]);
  });

  it('lead every reference to a row', async () => {
    expect(await danglingReferences(used)).toEqual([]);
  });
});
