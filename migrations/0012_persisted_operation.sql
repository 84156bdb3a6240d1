-- Persisted operations: documents that clients name by a hash of their text. They belong to client apps, not to tenants.
-- Invariant: a row is what its id says, and the app adds and drops only what clients have registered themselves.
set local role clientele_owner;

create table persisted_operation (
  id text primary key check (id = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
  sha1 text unique check (sha1 ~ '^[0-9a-f]{40}$'),
  text text not null check (length(text) <= 50000),
  name text check (length(name) between 1 and 200),
  source text not null default 'apq' check (source in ('manifest', 'apq')),
  registered_at timestamptz(3) not null default now(),
  -- SHA-1 can be made to collide: only what an operator has added is found by it.
  check (sha1 is null or source = 'manifest')
);
comment on column persisted_operation.sha1 is 'Another name, where a manifest uses it.';
comment on column persisted_operation.source is 'manifest: added by an operator; apq: registered by a client, found for 30 days.';
create index persisted_operation_by_age on persisted_operation (registered_at) where source = 'apq';

alter table persisted_operation enable row level security;
alter table persisted_operation force row level security;
create policy owner on persisted_operation to clientele_owner using (true) with check (true);
create policy find on persisted_operation for select to clientele_app using (true);
create policy register on persisted_operation for insert to clientele_app with check (source = 'apq');
create policy forget on persisted_operation for delete to clientele_app using (source = 'apq');
grant select, insert, delete on persisted_operation to clientele_app;

reset role;
