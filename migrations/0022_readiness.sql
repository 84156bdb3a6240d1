-- Which migrations ran is known to those who serve: an origin whose tables are not there yet says so at /readyz.
grant select on schema_migration to clientele_app;
