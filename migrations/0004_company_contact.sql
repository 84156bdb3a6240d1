-- Whom the CRM is about: companies and contacts (together: customers).
set local role clientele_owner;

create table company (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 500),
  domain text check (length(domain) <= 253),
  website text check (length(website) <= 2000),
  industry text check (length(industry) <= 200),
  employees int check (employees >= 0),
  annual_revenue_minor bigint check (annual_revenue_minor between -9007199254740991 and 9007199254740991),
  annual_revenue_currency text check (annual_revenue_currency ~ '^[A-Z]{3}$'),
  founded_year int check (founded_year between 1000 and 9999),
  country text check (length(country) <= 200),
  city text check (length(city) <= 200),
  phone text check (length(phone) <= 50),
  description text check (length(description) <= 10000),
  parent_id uuid,
  owner_id uuid,
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  merged_into_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into_id) references company (tenant_id, id),
  foreign key (tenant_id, parent_id) references company (tenant_id, id),
  foreign key (tenant_id, owner_id) references "user" (tenant_id, id),
  check ((annual_revenue_minor is null) = (annual_revenue_currency is null))
);
create index company_by_name on company (tenant_id, name, id);
create index company_by_domain on company (tenant_id, domain, id);
create index company_by_parent on company (tenant_id, parent_id, id);
create index company_by_owner on company (tenant_id, owner_id, id);
create index company_by_created on company (tenant_id, created_at, id);
create index company_by_updated on company (tenant_id, updated_at, id);
-- The search indexes serve the views of 0010: row-level security keeps searches from them on the table itself.
create index company_words on company using gin (tenant_id, to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(city, '')));
create index company_trigrams on company using gin (tenant_id, name gin_trgm_ops);
call tenant_table('company');
call capture_changes('company');

create table contact (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  first_name text check (length(first_name) <= 200),
  last_name text check (length(last_name) <= 200),
  name text not null generated always as (
    case when first_name is null then coalesce(last_name, '') when last_name is null then first_name
         else first_name || ' ' || last_name end) stored,
  email text check (length(email) <= 320),
  phone text check (length(phone) <= 50),
  title text check (length(title) <= 200),
  city text check (length(city) <= 200),
  country text check (length(country) <= 200),
  company_id uuid,
  owner_id uuid,
  custom jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3),
  merged_into_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into_id) references contact (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, owner_id) references "user" (tenant_id, id),
  check (first_name is not null or last_name is not null or email is not null)
);
create index contact_by_name on contact (tenant_id, name, id);
create index contact_by_email on contact (tenant_id, email, id);
create index contact_by_company on contact (tenant_id, company_id, id);
create index contact_by_owner on contact (tenant_id, owner_id, id);
create index contact_by_created on contact (tenant_id, created_at, id);
create index contact_by_updated on contact (tenant_id, updated_at, id);
create index contact_words on contact using gin (tenant_id, to_tsvector('simple', name || ' ' || coalesce(email, '') || ' ' || coalesce(title, '')));
create index contact_trigrams on contact using gin (tenant_id, name gin_trgm_ops);
call tenant_table('contact');
call capture_changes('contact');

reset role;
