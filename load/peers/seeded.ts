// What the benches must know of the database before they ask: some companies, and where PostgreSQL runs.
import pg from 'pg';
import type { SharedOptions } from './command-line.ts';
import { findPostmaster } from './cpu.ts';

export interface Seeded {
  /** From all over the tenant; the same in every run. */
  readonly companyIds: readonly string[];
  /** Those of them that have an owner, whose answers are not shorter than others'. */
  readonly ownedIds: readonly string[];
  readonly version: string;
  /** Null if PostgreSQL runs elsewhere. */
  readonly postmasterPid: number | null;
}

export async function readSeeded({ databaseUrl, tenantId }: SharedOptions): Promise<Seeded> {
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c app.tenant_id=${tenantId}` });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; owner_id: string | null }>(
      'select id, owner_id from company where tenant_id = $1 and deleted_at is null order by md5(id::text) limit 200',
      [tenantId],
    );
    if (rows.length < 200) {
      throw new Error(
        `Tenant ${tenantId} has ${rows.length} companies in this database, the bench needs 200. Check --tenant and --database-url, or run \`clientele seed\`.`,
      );
    }
    const server = await client.query<{ pid: number; version: string }>(
      "select pg_backend_pid() as pid, current_setting('server_version') as version",
    );
    const { pid, version } = server.rows[0]!;
    return {
      companyIds: rows.map(({ id }) => id),
      ownedIds: rows.filter(({ owner_id }) => owner_id !== null).map(({ id }) => id),
      version,
      postmasterPid: findPostmaster(pid),
    };
  } finally {
    await client.end();
  }
}
