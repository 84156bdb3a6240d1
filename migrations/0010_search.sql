-- Where search looks. Under row-level security PostgreSQL may use an index for a condition only if its functions are proven
-- not to leak (LEAKPROOF): equality is, full-text search and trigrams are not, so a search of the tables themselves would read
-- every row of the tenant. These views keep the tenant apart by their own condition, and the search indexes serve them.
do $$
begin
  create role clientele_search nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant clientele_search to %I', current_user);
  end if;
exception when insufficient_privilege then null;
end $$;

set local role clientele_owner;
create view company_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(city, '')) as words
  from company where tenant_id = (select current_tenant()) and deleted_at is null;
create view contact_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(email, '') || ' ' || coalesce(title, '')) as words
  from contact where tenant_id = (select current_tenant()) and deleted_at is null;
create view deal_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(description, '')) as words
  from deal where tenant_id = (select current_tenant()) and deleted_at is null;
grant select on company_search, contact_search, deal_search to clientele_app;

-- The views read as clientele_search, which may do nothing else: nobody logs in as it, and the app role is no member of it.
create policy search on company for select to clientele_search using (true);
create policy search on contact for select to clientele_search using (true);
create policy search on deal for select to clientele_search using (true);
grant select (tenant_id, id, name, domain, city, deleted_at) on company to clientele_search;
grant select (tenant_id, id, name, email, title, deleted_at) on contact to clientele_search;
grant select (tenant_id, id, name, description, deleted_at) on deal to clientele_search;
reset role;
grant usage, create on schema public to clientele_search;
alter view company_search owner to clientele_search;
alter view contact_search owner to clientele_search;
alter view deal_search owner to clientele_search;
revoke create on schema public from clientele_search;
