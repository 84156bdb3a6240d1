// The rules of tenant isolation hold in the catalogue, and the check that says so notices when one is broken.

import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogueProblems } from '../support/catalogue.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const problemsOf = (client: pg.Client) =>
  catalogueProblems(async (text, values) => (await client.query(text, values as unknown[])).rows);

it('every table, key, policy, trigger and role is as tenant isolation needs it', async () => {
  expect(await onServer(database.url, problemsOf)).toEqual([]);
});

const table =
  'create table note (tenant_id uuid not null references tenant (id), id uuid, primary key (tenant_id, id)); alter table note owner to clientele_owner;';

const mutations: [string, string, string][] = [
  ['a policy is dropped', 'drop policy tenant on activity', 'activity: has the policies [visibility'],
  ['a policy lets everybody in', 'create policy open on deal using (true)', 'deal: has the policies'],
  ['a policy forgets what is written', 'alter policy tenant on deal with check (true)', 'deal: has the policies'],
  [
    'a policy compares with something else',
    `alter policy tenant on tag using (tenant_id = current_setting('app.tenant_id')::uuid)`,
    'tag: has the policies',
  ],
  [
    'the app gets the rights of the owner in a policy',
    'alter policy owner on api_key to clientele_app',
    'api_key: has the policies',
  ],
  ['owners decide nothing', 'drop policy visibility on deal', 'deal: has the policies'],
  [
    'owners decide only beside others',
    'drop policy visibility on company; create policy visibility on company to clientele_app using ((select sees_all_owners()) or owner_id = any ((select visible_owners())::uuid[]))',
    'company: has the policies',
  ],
  [
    'a new table has owners who decide nothing',
    `create table note (tenant_id uuid not null references tenant (id), id uuid, owner_id uuid, primary key (tenant_id, id)); call tenant_table('note')`,
    'note: has the policies',
  ],
  [
    'a search sees what others own',
    'create or replace view deal_search as select tenant_id, id, name, null::tsvector as words from deal where tenant_id = (select current_tenant()) and deleted_at is null',
    'deal_search: does not confine',
  ],
  [
    'the log of acts can be rewritten',
    'grant update on audit_event to clientele_app',
    'audit_event: the app may INSERT SELECT UPDATE',
  ],
  [
    'row-level security is switched off',
    'alter table team disable row level security',
    'team: row-level security is off',
  ],
  [
    'row-level security is not forced',
    'alter table "user" no force row level security',
    'user: row-level security does not hold for its owner',
  ],
  ['a table is made by hand', `${table} call capture_changes('note')`, 'note: row-level security is off'],
  ['a table has no capture', `${table} call tenant_table('note')`, 'note: has the triggers []'],
  ['a table has no tenant', 'create table note (id uuid primary key)', 'note: has no tenant_id'],
  ['a table belongs to a superuser', 'alter table stage owner to current_user', 'stage: belongs to'],
  [
    'a unique index crosses tenants',
    'create unique index contact_email on contact (email)',
    'contact_email: starts with email',
  ],
  [
    'an index starts with an expression',
    'create index contact_lower on contact (lower(email), tenant_id)',
    'contact_lower: starts with null',
  ],
  [
    'a foreign key crosses tenants',
    'alter table company add unique (id); alter table activity add foreign key (about_id) references company (id)',
    'refers from about_id to id',
  ],
  ['a trigger is dropped', 'drop trigger capture_delete on pipeline', 'pipeline: has the triggers'],
  ['a trigger sleeps in replicas', 'alter table pipeline enable trigger capture_delete', 'pipeline: has the triggers'],
  [
    'the app may truncate',
    'grant truncate on deal to clientele_app',
    'deal: the app may DELETE INSERT SELECT TRUNCATE UPDATE',
  ],
  [
    'the app may write the log of changes',
    'grant insert on change to clientele_app',
    'change: the app may INSERT SELECT',
  ],
  [
    'the relay may write',
    'grant update on change_epoch to clientele_relay',
    'change_epoch: clientele_relay may SELECT UPDATE',
  ],
  ['the relay reads a table', 'grant select on deal to clientele_relay', 'deal: clientele_relay may SELECT'],
  [
    'the worker may change endpoints',
    'grant update on webhook_endpoint to clientele_worker',
    'webhook_endpoint: clientele_worker may SELECT UPDATE',
  ],
  ['the worker reads a table', 'grant select on contact to clientele_worker', 'contact: clientele_worker may SELECT'],
  [
    'a column of any JSON is not compared as such',
    'alter table deal add column extra jsonb',
    'deal: extra is of any JSON',
  ],
  [
    'a part of the log lies open',
    'alter table change_partition.rest disable row level security',
    'change_partition.rest: can be read past',
  ],
  [
    'the app may change what is known by its hash',
    'grant update on persisted_operation to clientele_app',
    'persisted_operation: the app may DELETE INSERT SELECT UPDATE',
  ],
  [
    'the app may add to the allow-list',
    'alter policy register on persisted_operation with check (true)',
    'persisted_operation: has the policies',
  ],
  ['everybody may read', 'grant select on product to public', 'product: PUBLIC may SELECT'],
  ['the app owns a table', 'alter table tagging owner to clientele_app', 'clientele_app: owns table tagging'],
  [
    'the app becomes the owner',
    'grant clientele_owner to clientele_app',
    'clientele_app: is a member of clientele_owner',
  ],
  ['the app goes past row-level security', 'alter role clientele_app bypassrls', 'clientele_app: has a right'],
  [
    'a search sees all tenants',
    'create or replace view deal_search as select tenant_id, id, name, null::tsvector as words from deal where deleted_at is null',
    'deal_search: does not confine',
  ],
  [
    'a search sees all tenants by an alternative',
    'create or replace view deal_search as select tenant_id, id, name, null::tsvector as words from deal where tenant_id = (select current_tenant()) or deleted_at is null',
    'deal_search: does not confine',
  ],
  [
    'the search role reads more',
    'grant select (phone) on contact to clientele_search',
    'contact: clientele_search may read',
  ],
  [
    'the search role reads another table',
    'grant select on activity to clientele_search',
    'activity: clientele_search may SELECT',
  ],
  ['a view runs as its owner', 'create view everybody as select * from contact', 'everybody: is a view'],
  ['a materialised view keeps copies', 'create materialized view copies as select * from contact', 'copies: is a view'],
  [
    'a function runs as its owner',
    `create function peek() returns bigint language sql security definer as 'select count(*) from contact'`,
    'peek(): runs with',
  ],
  [
    'a function of the owner looks names up anywhere',
    'alter function find_api_key(text) reset search_path',
    'find_api_key(): looks names up in null',
  ],
];

it.each(mutations)('the check notices when %s', async (_, statement, problem) => {
  await onServer(database.url, async (client) => {
    await client.query('begin');
    await client.query(statement);
    expect(await problemsOf(client)).toContainEqual(expect.stringContaining(problem));
    await client.query('rollback');
  });
});
