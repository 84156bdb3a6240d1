-- The change feed: who may follow it, the epoch, the retention floor, the identity of the database (docs/coherence.md §6, §7).
do $$
begin
  create role clientele_relay nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant clientele_relay to %I', current_user);
  end if;
exception when insufficient_privilege then null;
end $$;
grant usage on schema public to clientele_relay;
set local role clientele_owner;
create table change_epoch (one boolean primary key default true check (one), n bigint not null default 0);
insert into change_epoch default values;
create table change_floor (one boolean primary key default true check (one), xid xid8 not null default '0');
insert into change_floor default values;
grant select on change_epoch, change_floor, change to clientele_relay;
create policy relay on change for select to clientele_relay using (true);
create function database_identity() returns text language sql stable as $$
  select case when pg_is_in_recovery() then null else
    (select system_identifier::text from pg_control_system()) || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '.' ||
    (select oid::text from pg_database where datname = current_database()) || '.' ||
    (select (extract(epoch from stats_reset) * 1e6)::bigint::text from pg_stat_bgwriter) end
$$;
reset role;
