-- The change log shows a viewer what the tables show it: of records with an owner, the images of those that it sees, before the change
-- or after it. Which of the two, and which fields, is told by src/live/rights.ts; this holds if anybody reads past it.
set local role clientele_owner;

-- Restrictive, beside the policy of the tenant. After an update is the whole row and before it are the changed columns, so an owner who
-- changed stands in both. What has no owner, and what stands for many rows, is the tenant's.
create policy visibility on change as restrictive to clientele_app
  using ((select sees_all_owners()) or not coalesce(coalesce(after, before) ? 'owner_id', false)
    or (after ->> 'owner_id')::uuid = any ((select visible_owners())::uuid[])
    or (before ->> 'owner_id')::uuid = any ((select visible_owners())::uuid[]));
reset role;
