-- What was done and is to be done: tasks, notes, calls, e-mails, meetings, about any record.
set local role clientele_owner;

create table activity (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  kind text not null check (kind in ('TASK', 'NOTE', 'CALL', 'EMAIL', 'MEETING')),
  subject text not null check (length(subject) between 1 and 500),
  body text check (length(body) <= 10000),
  about_type text check (about_type in ('company', 'contact', 'deal', 'product', 'user', 'team', 'pipeline', 'stage', 'activity')),
  about_id uuid,
  owner_id uuid,
  due_at timestamptz(3),
  done_at timestamptz(3),
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references "user" (tenant_id, id),
  check ((about_type is null) = (about_id is null))
);
comment on column activity.about_id is 'Any record of type about_type; writes check that it exists, and records are never removed, only marked deleted.';
create index activity_by_about on activity (tenant_id, about_id, id);
create index activity_by_owner on activity (tenant_id, owner_id, id);
create index activity_by_due on activity (tenant_id, due_at, id);
create index activity_by_created on activity (tenant_id, created_at, id);
call tenant_table('activity');
call capture_changes('activity');

reset role;
