-- Invoices, and what was written of them lately: the part that caches follow.
-- Invariant: whoever writes an invoice or a line, by whatever statement, leaves its tags in `invalidation`, in the same transaction.
create schema billing;

create table billing.invoice (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  number text not null,
  status text not null default 'draft' check (status in ('draft', 'sent', 'paid', 'void')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_minor bigint not null check (abs(total_minor) < 9007199254740992), -- JSON has no larger whole numbers
  issued_on date not null,
  due_on date not null check (due_on >= issued_on),
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
create index on billing.invoice (tenant_id, company_id, issued_on, id);
create index on billing.invoice (tenant_id, issued_on, id);

create table billing.invoice_line (
  tenant_id uuid not null,
  invoice_id uuid not null,
  position int not null,
  description text not null,
  minor bigint not null check (abs(minor) < 9007199254740992),
  primary key (tenant_id, invoice_id, position),
  foreign key (tenant_id, invoice_id) references billing.invoice (tenant_id, id) on delete cascade
);

create table billing.invalidation (
  version xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  tenant_id uuid not null,
  tags text[] not null
);
create index on billing.invalidation (version);
create index on billing.invalidation (at);

create table billing.feed (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null default extract(epoch from clock_timestamp()) * 1000,
  floor xid8 not null default pg_current_xact_id()
);
comment on column billing.feed.epoch is 'Raise it when something was written past the triggers: after loading a dump, or a change of these tables.';
comment on column billing.feed.floor is 'The highest version of which invalidations were dropped: who has not seen it cannot go on from where it stands.';
insert into billing.feed default values;

-- PostgreSQL empties an unlogged table when it recovers from a crash, after which it may hand out the same transaction ids again.
create unlogged table billing.mark (only_row boolean primary key default true check (only_row), mark uuid not null default gen_random_uuid());

-- Within one identity, transaction ids only rise: system, timeline (another after a failover), database, and the mark. Null on a standby.
create function billing.identity() returns text language plpgsql security definer set search_path = pg_catalog, billing, pg_temp as $$
begin
  if pg_is_in_recovery() then return null; end if;
  insert into mark default values on conflict do nothing;
  return concat_ws('.', (select system_identifier from pg_control_system()), left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (select oid from pg_database where datname = current_database()), (select mark from mark));
end $$;

-- The tags of a write. Those of a read are in invoices.ts: if a write changes an answer, the two share one.
create function billing.invoice_tags() returns trigger language plpgsql security definer set search_path = pg_catalog, billing, pg_temp as $$
begin
  insert into invalidation (tenant_id, tags)
    select tenant_id, case when count(*) > 1000 then '{all}' else array_agg(distinct tag) end -- so many are not worth naming
    from written cross join unnest(array['invoice:' || id, 'company:' || company_id || '.invoices', 'invoices']) tag group by tenant_id;
  return null;
end $$;

create function billing.line_tags() returns trigger language plpgsql security definer set search_path = pg_catalog, billing, pg_temp as $$
begin
  insert into invalidation (tenant_id, tags)
    select tenant_id, case when count(*) > 1000 then '{all}' else array_agg(distinct tag) end
    from written cross join unnest(array['invoice:' || invoice_id || '.lines', 'lines']) tag group by tenant_id;
  return null;
end $$;

-- TRUNCATE names no rows, so it cannot be told what was written: a new epoch begins.
create function billing.begin_epoch() returns trigger language plpgsql security definer set search_path = pg_catalog, billing, pg_temp as $$
begin
  update feed set epoch = epoch + 1;
  return null;
end $$;

-- An update has two triggers, for a row may leave one list and come to another. ALWAYS: also what replication roles write counts.
do $$
declare
  t record;
begin
  for t in
    select * from (values ('invoice', 'invoice_tags'), ('invoice_line', 'line_tags')) as tables (name, tags),
      (values ('insert', 'new'), ('update', 'new'), ('update', 'old'), ('delete', 'old')) as images (op, image)
  loop
    execute format('create trigger %1$s_%2$s after %1$s on billing.%3$s referencing %2$s table as written for each statement execute function billing.%4$s()',
      t.op, t.image, t.name, t.tags);
    execute format('alter table billing.%s enable always trigger %s_%s', t.name, t.op, t.image);
  end loop;
end $$;
create trigger truncated after truncate on billing.invoice for each statement execute function billing.begin_epoch();
create trigger truncated after truncate on billing.invoice_line for each statement execute function billing.begin_epoch();
alter table billing.invoice enable always trigger truncated;
alter table billing.invoice_line enable always trigger truncated;
