-- How far an import has come: written in the transaction of each batch, so that a killed import goes on behind the last one.
set local role clientele_owner;

create table import_progress (
  tenant_id uuid not null references tenant (id),
  job text not null check (length(job) between 1 and 100),
  file text not null,
  settings text not null,
  rows bigint not null default 0 check (rows >= 0),
  counts jsonb not null default '{}',
  errors_bytes bigint not null default 0,
  finished_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, job)
);
comment on column import_progress.job is 'What is imported: the entity and the SHA-256 of the file.';
comment on column import_progress.settings is 'SHA-256 of the mapping, the mode and how records are found: half a file each way would be neither.';
comment on column import_progress.rows is 'Rows of the file that are done, failed ones too.';
comment on column import_progress.errors_bytes is 'Length of the file of errors; what stands behind it belongs to a batch that was not committed.';
call tenant_table('import_progress');

-- References between rows of one file (parent company, manager) whose other row may still come: set when the file is read.
create table import_reference (
  tenant_id uuid not null references tenant (id),
  job text not null,
  id uuid not null,
  record_id uuid not null,
  want text not null,
  line bigint not null,
  cells text not null,
  primary key (tenant_id, job, id),
  foreign key (tenant_id, job) references import_progress (tenant_id, job) on delete cascade
);
comment on column import_reference.cells is 'The row as JSON, for the file of errors. As text, because jsonb takes neither NUL nor half of a surrogate pair.';
call tenant_table('import_reference');

reset role;
