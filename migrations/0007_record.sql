-- What any record can carry: tags, custom fields and external ids.
set local role clientele_owner;

create table tag (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 100),
  color text check (color ~ '^#[0-9a-f]{6}$'),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id)
);
create unique index tag_name on tag (tenant_id, lower(name)) where deleted_at is null;
call tenant_table('tag');
call capture_changes('tag');

create table tagging (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  tag_id uuid not null,
  record_type text not null,
  record_id uuid not null,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, record_id, tag_id),
  foreign key (tenant_id, tag_id) references tag (tenant_id, id)
);
create index tagging_by_tag on tagging (tenant_id, tag_id, record_type, record_id);
call tenant_table('tagging');
call capture_changes('tagging');

create table custom_field (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  record_type text not null check (record_type in ('company', 'contact', 'deal', 'product', 'activity', 'user', 'team')),
  key text not null check (key ~ '^[a-z][a-zA-Z0-9_]{0,62}$'),
  label text not null check (length(label) between 1 and 200),
  kind text not null check (kind in ('TEXT', 'NUMBER', 'DATE', 'SELECT', 'BOOLEAN')),
  options text[] not null default '{}',
  position int not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  check ((kind = 'SELECT') = (cardinality(options) > 0))
);
create unique index custom_field_key on custom_field (tenant_id, record_type, key) where deleted_at is null;
call tenant_table('custom_field');
call capture_changes('custom_field');

create table external_id (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  record_type text not null,
  record_id uuid not null,
  source text not null check (length(source) between 1 and 100),
  external_id text not null check (length(external_id) between 1 and 200),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, record_type, source, external_id)
);
create index external_id_by_record on external_id (tenant_id, record_id, source);
call tenant_table('external_id');
call capture_changes('external_id');

reset role;
