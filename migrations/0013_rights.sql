-- Whose records are seen: all, those of a team, or one's own. Beside the policy of the tenant, every table whose rows have an
-- owner gets one of its own, which only ever takes rows away.
set local role clientele_owner;

create function sees_all_owners() returns boolean language sql stable parallel safe
  return coalesce(nullif(current_setting('app.visibility', true), ''), 'all') = 'all';
comment on function sees_all_owners() is
  'Whether this transaction sees the records of all owners. Unset it does: processes from before this migration go on as they were.';

create function visible_owners() returns uuid[] language sql stable parallel safe
  begin atomic
    select case s.whose
      when 'own' then array[s.id]
      when 'team' then coalesce((
        select array_agg(u.id) from public."user" u where u.tenant_id = public.current_tenant() and u.team_id = s.id
      ), '{}')
      else '{}' end
    -- An update that waited for another asks this of those too who see everything, and the planner works the id out in any case.
    from (
      select split_part(setting, ' ', 1) as whose, nullif(split_part(setting, ' ', 2), '')::uuid as id
      from (select current_setting('app.visibility', true) as setting) g
    ) s;
  end;
comment on function visible_owners() is 'Whose records this transaction sees, if not those of all: `own <user>` or `team <team>`.';

-- Restrictive: it holds beside the policy of the tenant. The sub-selects are read once for each statement, and the owners not at
-- all by those who see everything. Only the app serves viewers: searches confine themselves, in their views.
create procedure owned_table(name text) language plpgsql as $$
begin
  execute format('create policy visibility on %I as restrictive to clientele_app'
    ' using ((select sees_all_owners()) or owner_id = any ((select visible_owners())::uuid[]))', name);
end $$;
call owned_table('company');
call owned_table('contact');
call owned_table('deal');
call owned_table('activity');
reset role;

-- A search sees what its viewer sees. What is found of a contact by words other than those of its address shows in `public_words`.
grant usage, create on schema public to clientele_search;
grant select (owner_id) on company, contact, deal to clientele_search;
set local role clientele_search;
create or replace view company_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(city, '')) as words
  from company where tenant_id = (select current_tenant()) and deleted_at is null
    and ((select sees_all_owners()) or owner_id = any ((select visible_owners())::uuid[]));
create or replace view contact_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(email, '') || ' ' || coalesce(title, '')) as words,
    to_tsvector('simple', name || ' ' || coalesce(title, '')) as public_words
  from contact where tenant_id = (select current_tenant()) and deleted_at is null
    and ((select sees_all_owners()) or owner_id = any ((select visible_owners())::uuid[]));
create or replace view deal_search as
  select tenant_id, id, name, to_tsvector('simple', name || ' ' || coalesce(description, '')) as words
  from deal where tenant_id = (select current_tenant()) and deleted_at is null
    and ((select sees_all_owners()) or owner_id = any ((select visible_owners())::uuid[]));
reset role;
revoke create on schema public from clientele_search;
