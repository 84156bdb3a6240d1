// Where a command finds its database: DATABASE_URL, or the embedded PostgreSQL of the data folder.
import type { Config } from '../config.ts';
import { startEmbeddedPostgres } from '../db/embedded.ts';
import { primaryOf } from '../db/hosts.ts';

export interface Database {
  /** For the pool. */
  readonly url: string;
  /** May create roles and extensions: for migrations, seeds and keys. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

export type DatabaseConfig = Pick<Config, 'dataDir' | 'databaseUrl' | 'migrateDatabaseUrl'>;

/**
 * `join`: use the embedded server of a `clientele dev` that runs on the same folder (imports, seeds, keys beside it);
 * `fail`: be its only owner.
 */
export async function openDatabase(config: DatabaseConfig, whenTaken: 'join' | 'fail' = 'join'): Promise<Database> {
  const { databaseUrl, migrateDatabaseUrl = databaseUrl } = config;
  if (databaseUrl !== undefined && migrateDatabaseUrl !== undefined) {
    return { url: databaseUrl, adminUrl: await primaryOf(migrateDatabaseUrl), stop: async () => undefined };
  }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: config.dataDir, whenTaken });
  return { url, adminUrl: url, stop };
}
