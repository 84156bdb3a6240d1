-- Who may call, and what was already answered: API keys and idempotent replies.
set local role clientele_owner;

create table api_key (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version int not null default 1,
  name text not null check (length(name) between 1 and 200),
  public_id text not null check (public_id ~ '^[0-9A-Za-z]{10}$'),
  secret_hash bytea not null check (length(secret_hash) = 32),
  last4 text not null check (length(last4) = 4),
  scopes text[] not null default '{*}',
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id)
);
comment on column api_key.secret_hash is 'HMAC-SHA-256 of the secret with the pepper. 190 random bits need no slow hash.';
-- The one index without the tenant: at login the tenant is what the key is asked for.
create unique index api_key_public_id on api_key (public_id);
call tenant_table('api_key');
create policy owner on api_key to clientele_owner using (true) with check (true);
call capture_changes('api_key', 'secret_hash');

-- The only way to a key without a tenant: one row by public id, whoever asks learns nothing else.
create function find_api_key(wanted text) returns table (
  tenant_id uuid, id uuid, secret_hash bytea, scopes text[], expires_at timestamptz, revoked_at timestamptz
) language sql stable security definer set search_path = pg_catalog, public, pg_temp
  begin atomic
    select k.tenant_id, k.id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at from public.api_key k where k.public_id = wanted;
  end;
revoke all on function find_api_key(text) from public;
grant execute on function find_api_key(text) to clientele_app;

create table idempotent_reply (
  tenant_id uuid not null references tenant (id),
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  reply json,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, key)
);
comment on table idempotent_reply is 'The answer to a mutation, written in the mutation''s own transaction and replayed for 24 h.';
create index idempotent_reply_by_age on idempotent_reply (tenant_id, created_at);
call tenant_table('idempotent_reply');

reset role;
