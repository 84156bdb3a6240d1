-- Who works with the CRM: teams and their users.
set local role clientele_owner;

create table team (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 200),
  region text check (length(region) <= 200),
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id)
);
create unique index team_name on team (tenant_id, lower(name)) where deleted_at is null;
call tenant_table('team');
call capture_changes('team');

create table "user" (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 200),
  email text check (length(email) <= 320),
  title text check (length(title) <= 200),
  team_id uuid,
  manager_id uuid,
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, team_id) references team (tenant_id, id),
  foreign key (tenant_id, manager_id) references "user" (tenant_id, id)
);
create unique index user_email on "user" (tenant_id, lower(email)) where deleted_at is null;
create index user_by_name on "user" (tenant_id, name, id);
create index user_by_team on "user" (tenant_id, team_id, id);
create index user_by_manager on "user" (tenant_id, manager_id, id);
call tenant_table('user');
call capture_changes('user');

reset role;
