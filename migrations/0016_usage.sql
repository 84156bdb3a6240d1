-- What keys have spent by day and operation, and budgets that operators have set for single tenants.
set local role clientele_owner;

create table usage (
  tenant_id uuid not null references tenant (id),
  day date not null,
  -- `key:<id>`, and no reference: what a key has spent stays when it has gone.
  subject text not null check (length(subject) between 1 and 100),
  operation text not null check (length(operation) <= 100),
  executed bigint not null default 0,
  hits bigint not null default 0,
  throttled bigint not null default 0,
  points double precision not null default 0,
  primary key (tenant_id, day, subject, operation)
);
comment on column usage.operation is 'Name of the operation; empty for those without; `(other)` beyond 200 names of a key and day at a node.';
call tenant_table('usage');

create table budget_override (
  tenant_id uuid not null primary key references tenant (id),
  points bigint not null check (points between 1 and 1000000000),
  refill bigint not null check (refill between 1 and 1000000000)
);
comment on table budget_override is 'Points that the tenant may have and that come back in a second, in the place of what the configuration says.';
call tenant_table('budget_override');
create policy owner on budget_override to clientele_owner using (true) with check (true);
revoke insert, update, delete on budget_override from clientele_app;

reset role;
