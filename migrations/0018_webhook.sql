-- Webhooks: endpoints, what each is still to be told, how that went, and how far the feed was read for all of them.
do $$
begin
  create role clientele_worker nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant clientele_worker to %I', current_user);
  end if;
exception when insufficient_privilege then null;
end $$;

grant usage on schema public to clientele_worker;
-- The queue's own tables, which pg-boss makes and changes by itself: no answer depends on them.
create schema job authorization clientele_worker;

set local role clientele_owner;

create table webhook_endpoint (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  url text not null check (length(url) between 1 and 2000),
  description text not null default '' check (length(description) <= 500),
  state text not null default 'enabled' check (state in ('enabled', 'paused', 'disabled')),
  reason text,
  subscription text not null check (length(subscription) between 1 and 50000),
  variables text not null default '{}' check (length(variables) <= 50000),
  changed_fields text[],
  coalesce_seconds int not null default 0 check (coalesce_seconds between 0 and 3600),
  skip_own boolean not null default false,
  owner text not null check (length(owner) between 1 and 200),
  owner_scopes text[] not null,
  owner_visibility text not null check (owner_visibility in ('all', 'team', 'own')),
  owner_user_id uuid,
  secret bytea not null,
  old_secret bytea,
  old_secret_until timestamptz(3),
  asked_at timestamptz(3),
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant_id, id)
);
comment on column webhook_endpoint.state is 'paused by somebody, or disabled by ourselves; `reason` says why.';
comment on column webhook_endpoint.variables is 'JSON; as text, because the capture compares text.';
comment on column webhook_endpoint.owner is '`key:<id>` or `user:<id>`: the endpoint is told what this one may see.';
comment on column webhook_endpoint.owner_scopes is 'What the owner could do when it took the endpoint: of a user nothing else is known, since roles live in tokens.';
comment on column webhook_endpoint.secret is 'Encrypted with a key that is made of KEY_PEPPER.';
comment on column webhook_endpoint.asked_at is 'When somebody last asked for deliveries: the feed tells the worker.';
create index webhook_endpoint_by_owner on webhook_endpoint (tenant_id, owner);
call tenant_table('webhook_endpoint');
call capture_changes('webhook_endpoint', 'secret', 'old_secret');

-- One row for each event that an endpoint is to be told: the job itself. Never captured: it changes with every attempt.
create table webhook_delivery (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  endpoint_id uuid not null,
  event_id text not null check (length(event_id) between 1 and 100),
  cause text not null check (cause in ('event', 'resend', 'replay', 'test', 'gap')),
  seq bigint not null,
  from_seq bigint,
  change_id uuid,
  record_type text,
  record_id uuid not null,
  cursor text,
  at timestamptz(3) not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed', 'merged')),
  due_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  attempts int not null default 0,
  log jsonb not null default '[]',
  finished_at timestamptz(3),
  primary key (tenant_id, id),
  unique (tenant_id, endpoint_id, event_id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id) on delete cascade
);
comment on column webhook_delivery.seq is 'Of the change: the order of the deliveries of one record.';
comment on column webhook_delivery.from_seq is 'Of the first change that is told with it, if several are told as one.';
comment on column webhook_delivery.change_id is 'Of the change: the record that was written, which decides on what others are seen at times.';
comment on column webhook_delivery.record_id is 'Deliveries of one record go one after the other; zeros for what is of no one record.';
comment on column webhook_delivery.log is 'The attempts: when, what was answered, how long it took. No bodies.';
create index webhook_delivery_pending on webhook_delivery (tenant_id, endpoint_id, record_id, seq) where state = 'pending';
create index webhook_delivery_due on webhook_delivery (tenant_id, endpoint_id, due_at, seq) where state = 'pending';
create index webhook_delivery_by_finish on webhook_delivery (finished_at) where finished_at is not null;
call tenant_table('webhook_delivery');

create table webhook_health (
  tenant_id uuid not null references tenant (id),
  endpoint_id uuid not null,
  failures int not null default 0,
  failing_since timestamptz(3),
  resting_until timestamptz(3),
  delivered_at timestamptz(3),
  failed_at timestamptz(3),
  error text,
  primary key (tenant_id, endpoint_id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id) on delete cascade
);
comment on column webhook_health.failures is 'Attempts in a row without a delivery.';
call tenant_table('webhook_health');

-- A part of the feed that is to be told again: one at a time for each endpoint.
create table webhook_replay (
  tenant_id uuid not null references tenant (id),
  endpoint_id uuid not null,
  after text not null,
  until text not null,
  primary key (tenant_id, endpoint_id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id) on delete cascade
);
comment on column webhook_replay.after is 'How far it has come: a cursor.';
call tenant_table('webhook_replay');

create table webhook_feed (
  only_row boolean primary key default true check (only_row),
  epoch text not null,
  at text not null,
  next text,
  seq bigint
);
comment on table webhook_feed is 'How far the feed was read for webhooks; written in the transaction of the deliveries that were made of it.';
comment on column webhook_feed.at is 'A position: all that is visible there was read; and of what came between it and `next`, everything up to `seq`.';

-- The worker reads the changes of all tenants, and writes down whom they concern.
create policy worker on change for select to clientele_worker using (true);
create policy worker on webhook_endpoint for select to clientele_worker using (true);
create policy worker on webhook_delivery to clientele_worker using (true) with check (true);
grant select on change, change_epoch, change_floor, webhook_endpoint to clientele_worker;
grant select, insert, delete on webhook_delivery to clientele_worker;
grant select, insert, update on webhook_feed to clientele_worker;
grant execute on function database_identity() to clientele_worker;

reset role;
