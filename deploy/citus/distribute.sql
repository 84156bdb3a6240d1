-- Distributes whatever of the schema can be distributed over the workers of a Citus cluster. An experiment: Clientele refuses the result
-- (README.md says why). Run it as a superuser at the coordinator, on a database that `clientele migrate` has made and that has no tenants:
--
--   psql --single-transaction -v ON_ERROR_STOP=1 -f deploy/citus/distribute.sql "$DATABASE_URL"
\set ON_ERROR_STOP on

-- 1. Policies. Citus takes none with a sub-query, so the settings are read for each row instead of once for each statement. And it makes
-- restrictive policies permissive on the shards: beside that of the tenant, `visibility` would show the rows of all tenants. One
-- policy takes the place of both.
do $$
declare
  of record;
begin
  for of in
    select c.relname as name, exists (select from pg_policy v where v.polrelid = c.oid and v.polname = 'visibility') as is_owned
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'tenant' and c.relnamespace = 'public'::regnamespace and c.relname not in ('tenant', 'change', 'api_key', 'api_key_use')
  loop
    if of.is_owned then
      execute format('drop policy visibility on %I', of.name);
      execute format('alter policy tenant on %I using (tenant_id = current_tenant() and (sees_all_owners() or owner_id = any (visible_owners())))'
        ' with check (tenant_id = current_tenant() and (sees_all_owners() or owner_id = any (visible_owners())))', of.name);
    else
      execute format('alter policy tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', of.name);
    end if;
  end loop;
end $$;
alter policy tenant on tenant using (id = current_tenant());

-- The planner of Citus opens these two whether or not they are called, and refuses what it sees in them: a sub-query over `user`, and
-- parameters in a function of SQL. So here visibility `team` sees no record of anybody, and a key does not know the team of its user.
create or replace function visible_owners() returns uuid[] language sql stable parallel safe
  return case split_part(coalesce(current_setting('app.visibility', true), ''), ' ', 1)
    when 'own' then array[nullif(split_part(current_setting('app.visibility', true), ' ', 2), '')::uuid] else '{}'::uuid[] end;
create or replace function find_api_key(wanted text) returns table (
  tenant_id uuid, id uuid, secret_hash bytea, scopes text[], visibility text, user_id uuid, team_id uuid, environment text,
  expires_at timestamptz, revoked_at timestamptz
) language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select k.tenant_id, k.id, k.secret_hash, k.scopes, k.visibility, k.user_id, null::uuid, k.environment, k.expires_at, k.revoked_at
    from public.api_key k where k.public_id = wanted;
end $$;

-- 2. Change capture goes. With it (citus.enable_unsafe_triggers) every write fails: shards have the triggers, and workers cannot
-- insert from transition tables. Without it nobody hears of a write: no cache, no live updates, no webhooks.
do $$
declare
  capture record;
begin
  for capture in select t.tgname, t.tgrelid::regclass as relation from pg_trigger t where t.tgfoid = 'capture_change'::regproc and t.tgrelid <> 'api_key'::regclass loop
    execute format('drop trigger %I on %s', capture.tgname, capture.relation);
  end loop;
end $$;

-- 3. What stays at the coordinator. A key is looked up by its public id before its tenant is known, so its index cannot begin with the
-- tenant; local tables may not refer to distributed ones, so the rules that a key's tenant and user exist go.
alter table api_key drop constraint api_key_tenant_id_fkey, drop constraint api_key_tenant_id_user_id_fkey;
alter table api_key_use drop constraint api_key_use_tenant_id_fkey;
-- Also local: change with its partitions, change_epoch, change_floor, change_mark, webhook_feed, persisted_operation, schema_migration,
-- and the queue in the schema `job`.

-- 4. All else, by tenant, in the order of the foreign keys. One group of shards: a tenant's rows are on one worker.
select create_distributed_function('current_tenant()');
select create_distributed_table('tenant', 'id');
select name, create_distributed_table(quote_ident(name), 'tenant_id', colocate_with => 'tenant') from unnest(array[
  'audit_event', 'budget_override', 'custom_field', 'external_id', 'idempotent_reply', 'import_progress', 'pipeline',
  'product', 'tag', 'team', 'usage', 'webhook_endpoint'
]) as name;
select name, create_distributed_table(quote_ident(name), 'tenant_id', colocate_with => 'tenant') from unnest(array[
  'import_reference', 'stage', 'tagging', 'user', 'webhook_delivery', 'webhook_health', 'webhook_replay'
]) as name;
-- Functions that only policies call do not come along by themselves.
select create_distributed_function('sees_all_owners()');
select create_distributed_function('visible_owners()');
select name, create_distributed_table(quote_ident(name), 'tenant_id', colocate_with => 'tenant') from unnest(array[
  'company', 'contact', 'deal', 'deal_contact', 'activity'
]) as name;

-- What came of it, and what was left out.
select citus_table_type, count(*) from citus_tables group by 1;
select c.relname as local from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not exists (select from citus_tables t where t.table_name = c.oid) order by 1;
