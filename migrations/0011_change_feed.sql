-- The change table as a feed: kept for 72 hours in partitions, read from a position on by relays, cheap to write.
-- Invariant: nothing here makes a write fail. A row finds a partition whatever the clock says and whether or not anybody keeps house.
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

-- Partitions come and go, so they stand beside the schema and not in it.
create schema change_partition authorization clientele_owner;
grant usage on schema public to clientele_relay;

set local role clientele_owner;

-- What was there becomes the first partition, if anything was.
alter table change rename to past;
alter table past set schema change_partition;

-- No key, no foreign key and no check: nobody but the capture writes here, and each of them cost every write (a look-up of the
-- tenant with a lock that 16 writers share: 30 % of the capture of a batch). No identity either: partitions have it from PostgreSQL 17 on.
create sequence change_seq;
create table change (
  tenant_id uuid not null,
  seq bigint not null default nextval('change_seq'),
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  id uuid,
  op text not null,
  before jsonb,
  after jsonb,
  at timestamptz(3) not null default clock_timestamp()
) partition by range (at);
alter sequence change_seq owned by change.seq;
comment on table change is 'One row for each row written; one row of op bulk for a statement that wrote more than 500.';
comment on column change.seq is 'Drawn while the row lock is held, so it is the commit order of each record (not of all records).';
comment on column change.id is 'The record; null for op bulk, which means any row of the type.';
comment on column change.op is 'insert, update, delete or bulk.';
comment on column change.before is 'update: the old values of the changed columns alone; delete: the whole old row.';
comment on column change.after is 'insert and update: the whole new row.';
comment on column change.at is 'When the row was written. Partitions are cut by it; what was seen and what was not is told by xid alone.';
create index change_by_xid on change (xid);
create index change_by_record on change (tenant_id, id, seq);
alter table change enable row level security;
alter table change force row level security;
create policy tenant on change using (tenant_id = (select current_tenant()));
create policy owner on change to clientele_owner using (true) with check (true);
create policy relay on change for select to clientele_relay using (true);
grant select on change to clientele_app, clientele_relay;

create table change_partition.rest partition of change default;
alter table change_partition.rest enable row level security;
comment on table change_partition.rest is 'Rows of hours for which nobody made a partition in time.';

do $$
begin
  perform setval('change_seq', last_value, is_called) from change_partition.change_seq_seq;
  if not exists (select from change_partition.past) then
    drop table change_partition.past;
    return;
  end if;
  alter table change_partition.past no force row level security;
  drop policy tenant on change_partition.past;
  drop policy owner on change_partition.past;
  revoke all on change_partition.past from clientele_app;
  alter table change_partition.past drop constraint change_pkey, drop constraint change_tenant_id_fkey, drop constraint change_op_check,
    alter column seq drop identity;
  execute format('alter table change attach partition change_partition.past for values from (minvalue) to (%L)',
    (select date_bin('12 hours', greatest(max(at), clock_timestamp()) + interval '13 hours', '2000-01-01 00:00+00') from change_partition.past));
end $$;

-- The counter of the epoch: whoever may have changed answers otherwise than by rows raises it, and all caches begin anew.
create table change_epoch (
  only_row boolean primary key default true check (only_row),
  n bigint not null default 0,
  xid xid8 not null default pg_current_xact_id()
);
comment on column change_epoch.n is 'Milliseconds of the time when it was raised, so that a restored backup does not come to a number that was used already.';
comment on column change_epoch.xid is 'Who raised it: positions that do not see this transaction are of the epoch before.';
create table change_floor (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null default '0'
);
comment on column change_floor.xid is 'The highest transaction of which changes were dropped: from a position that does not see it, nobody can go on.';
-- UNLOGGED is the point: PostgreSQL empties such a table when it recovers from a crash, and keeps it over a clean restart.
create unlogged table change_mark (
  only_row boolean primary key default true check (only_row),
  mark text not null default left(md5(gen_random_uuid()::text), 16)
);
insert into change_epoch default values;
insert into change_floor default values;
grant select on change_epoch, change_floor to clientele_relay;

create function bump_change_epoch() returns void language sql
  as 'update public.change_epoch set n = greatest(n + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint), xid = pg_current_xact_id() where xid <> pg_current_xact_id()';
comment on function bump_change_epoch() is 'Begins a new epoch: for an operator who restored a backup or wrote past the triggers. Once for each transaction.';

create function database_identity() returns text language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  current text;
begin
  if pg_is_in_recovery() then return null; end if;
  select mark into current from change_mark;
  if current is null and not current_setting('transaction_read_only')::boolean then
    insert into change_mark default values on conflict do nothing;
    select mark into current from change_mark;
  end if;
  -- The timeline of the control file is that of the last checkpoint: after a promotion still the old one. This is the present one.
  return (select system_identifier from pg_control_system()) || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    || '.' || (select oid from pg_database where datname = current_database()) || '.' || current;
end $$;
comment on function database_identity() is
  'Within one identity transaction ids only rise. Null on a standby, and in a read-only transaction that is the first to ask after a crash.';

-- One function serves all tables: PL/pgSQL plans it once for each table that it fires on.
-- Above 500 rows one bulk row for each tenant stands for all: 100,000 tags would cost more than they save.
-- OFFSET 0 keeps an image from being made again wherever it is used, which was once for each of its columns.
create or replace function capture_change() returns trigger language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  hidden text[] := coalesce(tg_argv, '{}'); -- columns that never leave their table
begin
  -- A commit that a crash may take back is no commit to tell others of.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  if tg_op = 'UPDATE' then
    -- One row that keeps its key, by far the most frequent case, needs no join.
    insert into change (tenant_id, type, id, op, before, after)
      select n.tenant_id, tg_table_name, n.id, 'update', d.changed, n.image
      from (select id, to_jsonb(r) - hidden as image, tenant_id from new_rows r offset 0) n,
           (select id, to_jsonb(r) - hidden as image, tenant_id from old_rows r offset 0) o,
           lateral (select jsonb_object_agg(e.key, o.image -> e.key) as changed from jsonb_each_text(o.image) e
                    where n.image ->> e.key is distinct from e.value or e.key = 'custom' and n.image -> 'custom' is distinct from o.image -> 'custom') d
      where not exists (select from new_rows offset 1) and n.id = o.id and n.tenant_id = o.tenant_id and d.changed is not null;
    if found then return null; end if;
    -- A full join, because a write by hand may change the key itself: the old record ends and another begins.
    insert into change (tenant_id, type, id, op, before, after)
      select coalesce(n.tenant_id, o.tenant_id), tg_table_name, coalesce(n.id, o.id),
             case when o.id is null then 'insert' when n.id is null then 'delete' else 'update' end,
             case when n.id is null then j.was else d.changed end, j.is
      from old_rows o full join new_rows n on n.tenant_id = o.tenant_id and n.id = o.id
      cross join lateral (
        select case when o.id is not null then to_jsonb(o) - hidden end as was, case when n.id is not null then to_jsonb(n) - hidden end as is offset 0
      ) j
      left join lateral (
        select jsonb_object_agg(e.key, j.was -> e.key) as changed from jsonb_each_text(j.was) e
        where j.is ->> e.key is distinct from e.value or e.key = 'custom' and j.is -> 'custom' is distinct from j.was -> 'custom'
      ) d on true
      where not exists (select from new_rows offset 500) and (o.id is null or n.id is null or d.changed is not null);
    if found then return null; end if;
    insert into change (tenant_id, type, op)
      select tenant_id, tg_table_name, 'bulk' from (select tenant_id from old_rows union select tenant_id from new_rows) t
      where exists (select from new_rows offset 500);
  elsif tg_op = 'INSERT' then
    insert into change (tenant_id, type, id, op, after)
      select n.tenant_id, tg_table_name, n.id, 'insert', to_jsonb(n) - hidden from new_rows n
      where not exists (select from new_rows offset 500);
    if found then return null; end if;
    insert into change (tenant_id, type, op) select distinct tenant_id, tg_table_name, 'bulk' from new_rows;
  elsif tg_op = 'DELETE' then
    insert into change (tenant_id, type, id, op, before)
      select o.tenant_id, tg_table_name, o.id, 'delete', to_jsonb(o) - hidden from old_rows o
      where not exists (select from old_rows offset 500);
    if found then return null; end if;
    insert into change (tenant_id, type, op) select distinct tenant_id, tg_table_name, 'bulk' from old_rows;
  elsif tg_table_name = 'tenant' then
    perform bump_change_epoch(); -- TRUNCATE of all tenants leaves none to name
  else
    insert into change (tenant_id, type, op) select t.id, tg_table_name, 'bulk' from tenant t;
  end if;
  return null;
end $$;

create function change_partitions() returns table (name text, lower timestamptz, upper timestamptz) language sql stable
  set search_path = pg_catalog, public, pg_temp
  begin atomic
    select format('%I.%I', n.nspname, c.relname),
           (regexp_match(b.bound, 'FROM \(''([^'']+)''\)'))[1]::timestamptz, (regexp_match(b.bound, 'TO \(''([^'']+)''\)'))[1]::timestamptz
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as bound) b
    where i.inhparent = 'public.change'::regclass and b.bound <> 'DEFAULT';
  end;
comment on function change_partitions() is 'Without the default partition; lower is null where the first one begins with time.';

-- The next three each do one piece of work in a transaction of its own, and say whether there was any: call until there is none.
-- They wait 0.2 s for a lock at most, because writes wait behind them; who calls tries again later. One caller at a time works.

-- A partition is made an hour or more before its time: a row that is on its way to the default partition meanwhile would be refused.
create function make_change_partition() returns boolean language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '200ms' as $$
declare
  begins timestamptz;
  partition text;
begin
  if not pg_try_advisory_xact_lock(hashtext('change_partition')) then return false; end if;
  select s.begins into begins
  from generate_series(date_bin('12 hours', clock_timestamp() + interval '13 hours', '2000-01-01 00:00+00'), clock_timestamp() + interval '25 hours', '12 hours') s (begins)
  where not exists (select from change_partitions() p where p.upper > s.begins and coalesce(p.lower < s.begins + interval '12 hours', true))
    and not exists (select from change_partition.rest r where r.at >= s.begins and r.at < s.begins + interval '12 hours')
  order by 1 limit 1;
  if begins is null then return false; end if;
  -- PostgreSQL reads the whole default partition when another one is attached, and writes to it wait: half a second for so much.
  if pg_relation_size('change_partition.rest') > 512 * 1024 * 1024 then
    raise exception 'the default partition of the change table is too large to make others beside it'
      using hint = 'Nothing is lost: it keeps all changes. To be rid of it, stop all writers and move its rows away.';
  end if;
  partition := format('change_partition.at_%s', to_char(begins at time zone 'UTC', 'YYYYMMDD_HH24'));
  execute format('create table %s (like public.change including defaults)', partition);
  execute format('alter table %s enable row level security', partition);
  execute format('alter table public.change attach partition %s for values from (%L) to (%L)', partition, begins, begins + interval '12 hours');
  return true;
end $$;

create function drop_change_partition() returns boolean language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '200ms' as $$
declare
  oldest text;
  highest xid8;
begin
  if not pg_try_advisory_xact_lock(hashtext('change_partition')) then return false; end if;
  select name into oldest from change_partitions() where upper < clock_timestamp() - interval '72 hours' order by upper limit 1;
  if oldest is null then return false; end if;
  lock table change in access exclusive mode; -- first: what is dropped is what was looked at
  execute format('select max(xid) from %s', oldest) into highest;
  update change_floor set xid = highest where xid < highest;
  execute format('drop table %s', oldest);
  return true;
end $$;

create function trim_change_rest() returns boolean language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '200ms' as $$
declare
  highest xid8;
  gone int;
begin
  if not pg_try_advisory_xact_lock(hashtext('change_partition')) then return false; end if;
  with deleted as (
    delete from change_partition.rest where ctid = any (array(
      select ctid from change_partition.rest where at < clock_timestamp() - interval '72 hours' limit 5000)) returning xid
  ) select max(xid), count(*) into highest, gone from deleted;
  update change_floor set xid = highest where xid < highest;
  return gone = 5000;
end $$;

-- What may have changed answers without a changed row: tables, views, functions, policies and triggers of the schema.
create function note_ddl() returns event_trigger language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  kinds text[] := '{table,table column,view,materialized view,function,procedure,aggregate,policy,trigger,rule,type,domain}';
  is_ours boolean;
begin
  if tg_event = 'sql_drop' then
    select bool_or(object_type = any (kinds) and address_names[1] = 'public') into is_ours from pg_event_trigger_dropped_objects();
  else
    select bool_or(object_type = any (kinds) and not in_extension and a.object_names[1] = 'public' and objid <> 'public.change'::regclass) into is_ours
    from pg_event_trigger_ddl_commands() c cross join lateral pg_identify_object_as_address(c.classid, c.objid, c.objsubid) a;
  end if;
  if is_ours then perform bump_change_epoch(); end if;
end $$;

revoke all on function bump_change_epoch(), database_identity(), change_partitions(), make_change_partition(), drop_change_partition(),
  trim_change_rest(), note_ddl() from public;
grant execute on function database_identity() to clientele_app, clientele_relay;
-- To keep house takes no argument and does only what is due, so the app role may: each origin does it.
grant execute on function make_change_partition(), drop_change_partition(), trim_change_rest() to clientele_app;
reset role;

do $$
begin
  create event trigger clientele_ddl on ddl_command_end when tag in (
    'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
    'ALTER MATERIALIZED VIEW', 'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE PROCEDURE', 'ALTER PROCEDURE', 'ALTER ROUTINE', 'CREATE AGGREGATE',
    'CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER', 'ALTER TRIGGER', 'CREATE RULE', 'ALTER RULE', 'ALTER TYPE', 'ALTER DOMAIN'
  ) execute function note_ddl();
  create event trigger clientele_drop on sql_drop execute function note_ddl();
  alter event trigger clientele_ddl enable always;
  alter event trigger clientele_drop enable always;
exception when insufficient_privilege then
  raise notice 'only a superuser may watch DDL: `clientele migrate` raises the epoch itself, and so must whoever changes the schema by hand (select bump_change_epoch())';
end $$;
