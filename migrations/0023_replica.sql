-- Which history the rows are of, told by a row: a replica that shows it has followed that history, to this point at least. Functions tell
-- a replica less: its control file is late, and the mark of crashes is in a table that it does not have.
set local role clientele_owner;

create table change_identity (
  only_row boolean primary key default true check (only_row),
  identity text not null
);
comment on table change_identity is 'database_identity() of the primary, where its replicas can read it. The first who asks a primary for its identity writes it.';
grant select on change_identity to clientele_app;

create or replace function database_identity() returns text language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  current text;
  this_identity text;
begin
  if pg_is_in_recovery() then return null; end if;
  select mark into current from change_mark;
  if current is null and not current_setting('transaction_read_only')::boolean then
    insert into change_mark default values on conflict do nothing;
    select mark into current from change_mark;
  end if;
  -- The timeline of the control file is that of the last checkpoint: after a promotion still the old one. This is the present one.
  this_identity := (select system_identifier from pg_control_system()) || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    || '.' || (select oid from pg_database where datname = current_database()) || '.' || current;
  if not exists (select from change_identity i where i.identity = this_identity)
    and this_identity is not null and not current_setting('transaction_read_only')::boolean then
    -- No connection waits for a standby to confirm what is only meant for standbys.
    perform set_config('synchronous_commit', 'local', true);
    insert into change_identity values (true, this_identity) on conflict (only_row) do update set identity = excluded.identity;
  end if;
  return this_identity;
end $$;
reset role;
