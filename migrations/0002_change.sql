-- The change table: one row for each committed row write, whoever wrote it. Tags, live updates and conflicts read it.
set local role clientele_owner;

create table change (
  tenant_id uuid not null references tenant (id),
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  id uuid,
  op text not null check (op in ('insert', 'update', 'delete', 'bulk')),
  before jsonb,
  after jsonb,
  at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant_id, seq)
);
comment on table change is 'One row for each row written; one row of op bulk for a statement that wrote more than 500.';
comment on column change.seq is 'Drawn while the row lock is held, so it is the commit order of each record (not of all records).';
comment on column change.id is 'The record; null for op bulk, which means any row of the type.';
comment on column change.before is 'update: the old values of the changed columns alone; delete: the whole old row.';
comment on column change.after is 'insert and update: the whole new row.';
create index change_by_xid on change (xid);
create index change_by_record on change (tenant_id, id, seq);

alter table change enable row level security;
alter table change force row level security;
create policy tenant on change using (tenant_id = (select current_tenant()));
create policy owner on change to clientele_owner using (true) with check (true);
-- The app role reads the log and cannot forge it: only the capture trigger, which runs as the owner, writes.
grant select on change to clientele_app;

-- One function serves all tables: PL/pgSQL plans it once for each table that it fires on.
-- Above 500 rows one bulk row for each tenant stands for all: 100,000 tags would cost more than they save.
create function capture_change() returns trigger language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  hidden text[] := coalesce(tg_argv, '{}'); -- columns that never leave their table
begin
  if tg_op = 'TRUNCATE' then
    insert into change (tenant_id, type, op) select t.id, tg_table_name, 'bulk' from tenant t;
  elsif tg_op = 'INSERT' then
    if (select count(*) from new_rows) > 500 then
      insert into change (tenant_id, type, op) select distinct tenant_id, tg_table_name, 'bulk' from new_rows;
    else
      insert into change (tenant_id, type, id, op, after)
        select tenant_id, tg_table_name, n.id, 'insert', to_jsonb(n) - hidden from new_rows n;
    end if;
  elsif tg_op = 'DELETE' then
    if (select count(*) from old_rows) > 500 then
      insert into change (tenant_id, type, op) select distinct tenant_id, tg_table_name, 'bulk' from old_rows;
    else
      insert into change (tenant_id, type, id, op, before)
        select tenant_id, tg_table_name, o.id, 'delete', to_jsonb(o) - hidden from old_rows o;
    end if;
  else
    if (select count(*) from new_rows) > 500 then
      insert into change (tenant_id, type, op)
        select tenant_id, tg_table_name, 'bulk' from (select tenant_id from old_rows union select tenant_id from new_rows) t;
    else
      -- A full join, because a write by hand may change the key itself: the old record ends and another begins.
      insert into change (tenant_id, type, id, op, before, after)
        select coalesce(n.tenant_id, o.tenant_id), tg_table_name, coalesce(n.id, o.id),
               case when o.id is null then 'insert' when n.id is null then 'delete' else 'update' end,
               case when n.id is null then j.was else d.changed end, j.is
        from old_rows o full join new_rows n on n.tenant_id = o.tenant_id and n.id = o.id
        cross join lateral (
          select case when o.id is not null then to_jsonb(o) - hidden end as was, case when n.id is not null then to_jsonb(n) - hidden end as is
        ) j
        left join lateral (
          select jsonb_object_agg(e.key, e.value) as changed from jsonb_each(j.was) e where j.is -> e.key is distinct from e.value
        ) d on true
        where o.id is null or n.id is null or d.changed is not null;
    end if;
  end if;
  return null;
end $$;

-- `hidden` names columns that stay out of the images: a change of them alone is no change.
-- ENABLE ALWAYS: session_replication_role = replica must not write past the cache. (A subscription of logical replication does: its
-- apply worker fires row triggers only.)
create procedure capture_changes(name text, variadic hidden text[] default '{}') language plpgsql as $$
declare
  arguments text := (select coalesce(string_agg(quote_literal(h), ', '), '') from unnest(hidden) h);
begin
  execute format('create trigger capture_insert after insert on %I referencing new table as new_rows'
    ' for each statement execute function capture_change(%s)', name, arguments);
  execute format('create trigger capture_update after update on %I referencing old table as old_rows new table as new_rows'
    ' for each statement execute function capture_change(%s)', name, arguments);
  execute format('create trigger capture_delete after delete on %I referencing old table as old_rows'
    ' for each statement execute function capture_change(%s)', name, arguments);
  execute format('create trigger capture_truncate after truncate on %I'
    ' for each statement execute function capture_change(%s)', name, arguments);
  execute format('alter table %I enable always trigger capture_insert', name);
  execute format('alter table %I enable always trigger capture_update', name);
  execute format('alter table %I enable always trigger capture_delete', name);
  execute format('alter table %I enable always trigger capture_truncate', name);
end $$;

call capture_changes('tenant');

reset role;
