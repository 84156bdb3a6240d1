-- Who made a change, as far as the session says: webhooks may leave out what their owner did itself. Rows from before have nobody.
-- A default, so that the capture need not know: whoever writes through the API sets it for its transaction.
set local role clientele_owner;
alter table change add column actor text;
alter table change alter column actor set default nullif(current_setting('app.actor', true), '');
comment on column change.actor is '`key:<id>` or `user:<id>`; null for whoever writes past the API.';
reset role;
