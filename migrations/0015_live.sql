-- Whoever reads changes from a position on has to know whether they are all still there: where the epoch began, and what was dropped.
-- Both tables hold one number for the whole database, and nothing of any tenant.
set local role clientele_owner;
grant select on change_epoch, change_floor to clientele_app;
reset role;
