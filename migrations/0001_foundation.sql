-- Roles, tenants and the two procedures that every later table calls: tenant_table() and capture_changes().
-- Roles belong to the whole cluster, so another database of the same cluster may have made them already.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

do $$
begin
  create role clientele_owner nologin;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  create role clientele_app nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

-- Since PostgreSQL 16 who makes a role may not become it without a grant. Who may not grant it was given it by somebody else,
-- or the next `set role` says what is missing.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant clientele_owner, clientele_app to %I', current_user);
  end if;
exception when insufficient_privilege then null;
end $$;

grant usage, create on schema public to clientele_owner;
grant usage on schema public to clientele_app;

set local role clientele_owner;

create function current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;
comment on function current_tenant() is
  'The tenant of this transaction, or null: an unset setting shows no row at all rather than an error text.';

create table tenant (
  id uuid primary key,
  -- The same again under the name that every other table has, for policies and the change log.
  tenant_id uuid not null generated always as (id) stored,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz(3) not null default now()
);
alter table tenant enable row level security;
alter table tenant force row level security;
create policy tenant on tenant using (id = (select current_tenant()));
-- The owner role creates tenants and reads all of them (provisioning, relay); the app role sees its own only.
create policy owner on tenant to clientele_owner using (true) with check (true);
grant select on tenant to clientele_app;

-- Row-level security for a table with a tenant_id: FORCE, because an owner without it sees every tenant.
-- The sub-select makes the setting an InitPlan: read once for each statement instead of once for each row.
create procedure tenant_table(name text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy tenant on %I using (tenant_id = (select current_tenant()))'
    ' with check (tenant_id = (select current_tenant()))', name);
  execute format('grant select, insert, update, delete on %I to clientele_app', name);
end $$;
reset role;
