-- Keys that are safe to hand out: for whom they act, which key took the place of which, when each was last used; and a log of
-- everything that was done to them.
set local role clientele_owner;

alter table api_key
  add column visibility text not null default 'all' check (visibility in ('all', 'team', 'own')),
  add column user_id uuid,
  add column environment text check (environment in ('live', 'test')),
  add column replaces_id uuid,
  add foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  add foreign key (tenant_id, replaces_id) references api_key (tenant_id, id),
  add check (visibility = 'all' or user_id is not null);
comment on column api_key.visibility is 'Of the records that have an owner: those of all, of the team of user_id, or of user_id alone.';
comment on column api_key.environment is 'As its text says, `ck_live_` or `ck_test_`; null for keys from before this column.';
comment on column api_key.replaces_id is 'The key that this one was made for in a rotation.';
create index api_key_by_user on api_key (tenant_id, user_id);
create index api_key_by_replaced on api_key (tenant_id, replaces_id);

-- A table of its own, without capture: that a key was used changes no answer, and must not end the verdict on it.
create table api_key_use (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  last_used_at timestamptz(3) not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references api_key (tenant_id, id)
);
call tenant_table('api_key_use');

-- At login the tenant is what is asked for; the team of a key's user is found with it.
create policy owner on "user" for select to clientele_owner using (true);
drop function find_api_key(text);
create function find_api_key(wanted text) returns table (
  tenant_id uuid, id uuid, secret_hash bytea, scopes text[], visibility text, user_id uuid, team_id uuid, environment text,
  expires_at timestamptz, revoked_at timestamptz
) language sql stable security definer set search_path = pg_catalog, public, pg_temp
  begin atomic
    -- A key acts for its user, and for nobody when that user is gone.
    select k.tenant_id, k.id, k.secret_hash, k.scopes, k.visibility, k.user_id, u.team_id, k.environment,
      k.expires_at, coalesce(k.revoked_at, u.deleted_at)
    from public.api_key k left join public."user" u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.public_id = wanted;
  end;
revoke all on function find_api_key(text) from public;
grant execute on function find_api_key(text) to clientele_app;

create table audit_event (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  at timestamptz(3) not null default clock_timestamp(),
  actor text not null check (length(actor) between 1 and 200),
  act text not null check (length(act) between 1 and 100),
  subject text not null check (length(subject) between 1 and 200),
  details jsonb not null default '{}',
  primary key (tenant_id, id)
);
comment on table audit_event is 'Who did what to what may be done. Written in the transaction of the act; the app adds to it and changes nothing.';
create index audit_event_by_at on audit_event (tenant_id, at, id);
call tenant_table('audit_event');
revoke update, delete on audit_event from clientele_app;
call capture_changes('audit_event');

reset role;
