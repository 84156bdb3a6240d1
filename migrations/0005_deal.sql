-- What is sold, in which pipeline, and the deals in it.
set local role clientele_owner;

create table product (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 200),
  sku text check (length(sku) <= 100),
  series text check (length(series) <= 200),
  price_minor bigint check (price_minor between -9007199254740991 and 9007199254740991),
  price_currency text check (price_currency ~ '^[A-Z]{3}$'),
  active boolean not null default true,
  description text check (length(description) <= 10000),
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  check ((price_minor is null) = (price_currency is null))
);
create unique index product_sku on product (tenant_id, lower(sku)) where deleted_at is null;
create index product_by_name on product (tenant_id, name, id);
call tenant_table('product');
call capture_changes('product');

create table pipeline (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 200),
  position int not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id)
);
create unique index pipeline_name on pipeline (tenant_id, lower(name)) where deleted_at is null;
call tenant_table('pipeline');
call capture_changes('pipeline');

create table stage (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  pipeline_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  position int not null default 0,
  status text not null default 'OPEN' check (status in ('OPEN', 'WON', 'LOST')),
  probability int not null default 0 check (probability between 0 and 100),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id, id),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id)
);
comment on column stage.status is 'The status of every deal in this stage.';
comment on column stage.probability is 'Chance in percent that a deal in this stage is won: the weight of the pipeline report.';
create unique index stage_name on stage (tenant_id, pipeline_id, lower(name)) where deleted_at is null;
call tenant_table('stage');
call capture_changes('stage');

create table deal (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 500),
  company_id uuid,
  owner_id uuid,
  product_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null default 'OPEN' check (status in ('OPEN', 'WON', 'LOST')),
  amount_minor bigint check (amount_minor between -9007199254740991 and 9007199254740991),
  amount_currency text check (amount_currency ~ '^[A-Z]{3}$'),
  opened_on date,
  close_date date,
  description text check (length(description) <= 10000),
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  merged_into_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into_id) references deal (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, owner_id) references "user" (tenant_id, id),
  foreign key (tenant_id, product_id) references product (tenant_id, id),
  foreign key (tenant_id, pipeline_id) references pipeline (tenant_id, id),
  -- A deal's stage is always one of its own pipeline.
  foreign key (tenant_id, pipeline_id, stage_id) references stage (tenant_id, pipeline_id, id),
  check ((amount_minor is null) = (amount_currency is null))
);
comment on column deal.close_date is 'The day it was won or lost; while it is open, the day it is expected to close.';
create index deal_by_company on deal (tenant_id, company_id, id);
create index deal_by_owner on deal (tenant_id, owner_id, id);
create index deal_by_product on deal (tenant_id, product_id, id);
create index deal_by_stage on deal (tenant_id, stage_id, id);
create index deal_by_pipeline on deal (tenant_id, pipeline_id, stage_id);
create index deal_by_name on deal (tenant_id, name, id);
create index deal_by_close_date on deal (tenant_id, close_date, id);
create index deal_by_created on deal (tenant_id, created_at, id);
create index deal_by_updated on deal (tenant_id, updated_at, id);
create index deal_words on deal using gin (tenant_id, to_tsvector('simple', name || ' ' || coalesce(description, '')));
create index deal_trigrams on deal using gin (tenant_id, name gin_trgm_ops);
call tenant_table('deal');
call capture_changes('deal');

create table deal_contact (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  deal_id uuid not null,
  contact_id uuid not null,
  role text check (length(role) <= 200),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, deal_id, contact_id),
  foreign key (tenant_id, deal_id) references deal (tenant_id, id),
  foreign key (tenant_id, contact_id) references contact (tenant_id, id)
);
create index deal_contact_by_contact on deal_contact (tenant_id, contact_id, deal_id);
call tenant_table('deal_contact');
call capture_changes('deal_contact');

reset role;
