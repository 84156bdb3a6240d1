-- What the worker sweeps, of all tenants: replies that are replayed no more, and documents that clients registered long ago.
set local role clientele_owner;
-- Of all tenants at once; a reply itself is found by its key.
drop index idempotent_reply_by_age;
create index idempotent_reply_by_age on idempotent_reply (created_at);
create policy worker on idempotent_reply to clientele_worker using (true);
create policy worker on persisted_operation to clientele_worker using (source = 'apq');
grant select, delete on idempotent_reply, persisted_operation to clientele_worker;
reset role;
