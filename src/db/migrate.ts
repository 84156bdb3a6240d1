// Brings a database to this code's schema: the numbered files of migrations/, forward only, all of them or none.
// Safe when raced: every runner waits for the same lock, then sees what the winner did.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { OperatorError } from '../lib/operator-error.ts';

export const migrationsFolder = join(import.meta.dirname, '..', '..', 'migrations');

/** Where node-pg-migrate keeps the names of what ran. */
export const migrationsTable = 'schema_migration';

// Any number that nothing else in the database locks; it spells "clientele" on a phone, cut to 31 bits.
const migrationLock = 254_368_353;

export interface MigrateOptions {
  /** @default the product's migrations/ */
  readonly folder?: string;
  /** Whoever needs a table waits behind a migration that waits for it: so long, and then all is undone and tried again. @default 2,000 */
  readonly lockTimeoutMs?: number;
  /** @default 2 minutes */
  readonly tryForMs?: number;
}

// Whatever a migration does may change answers, and only a superuser's DDL is noticed by itself. In the transaction of the run:
// no answer of the schema before is taken for one of the schema after.
const beginEpoch = `do $$ begin
  if to_regprocedure('public.bump_change_epoch()') is not null then
    set local role clientele_owner;
    perform public.bump_change_epoch();
    reset role;
  end if;
end $$`;

/** Where the run is: node-pg-migrate's own errors do not say which file failed. */
interface Progress {
  name?: string;
  sql?: string;
}

/** The URL's login must be able to create roles and extensions. Resolves with the names of what ran now. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const { folder = migrationsFolder, lockTimeoutMs = 2_000, tryForMs = 120_000 } = options;
  const client = new pg.Client({ connectionString: url, application_name: 'clientele migrate' });
  await client.connect().catch((error: Error) => {
    throw new OperatorError(
      `The database at ${client.host}:${client.port} does not let us in: ${error.message}. ` +
        'Is it running, and are address, login and password right?',
      { cause: error },
    );
  });
  const progress: Progress = {};
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(`set lock_timeout = ${lockTimeoutMs}`);
    const untilMs = performance.now() + tryForMs;
    while (true) {
      try {
        return { applied: await runOnce(client, folder, progress) };
      } catch (error) {
        if ((error as { code?: string }).code !== lockNotAvailable || performance.now() > untilMs) throw error;
        await pause(lockTimeoutMs * (0.5 + Math.random())); // those who waited behind it get through
      }
    }
  } catch (error) {
    throw progress.name === undefined ? error : failedMigration(error as Error, progress);
  } finally {
    await client.end();
  }
}

const lockNotAvailable = '55P03';

async function runOnce(client: pg.Client, folder: string, progress: Progress): Promise<string[]> {
  const done = await runner({
    dbClient: client,
    dir: folder,
    ignorePattern: '(?!\\d+_.*\\.sql$).*',
    direction: 'up',
    schema: 'public',
    migrationsTable,
    // One transaction for all that is pending: a failing file leaves the database as it was.
    singleTransaction: true,
    // Both are ours: our lock covers our check, and our check says what to do.
    noLock: true,
    checkOrder: false,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    migrationLoaderStrategies: [
      {
        extensions: ['.sql'],
        loader: async (paths) => {
          await refuseOtherHistory(client, paths);
          return Promise.all(paths.map((path) => loadFile(path, progress)));
        },
      },
    ],
  });
  return done.map((migration) => migration.name);
}

// What ran must be what this code's list begins with.
async function refuseOtherHistory(client: pg.Client, paths: readonly string[]): Promise<void> {
  const known = paths.map((path) => basename(path, '.sql'));
  const { rows } = await client.query<{ name: string }>(`select name from public.${migrationsTable} order by id`);
  const done = rows.map((row) => row.name);
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new OperatorError(
      `The database is newer than this code: it has ${unknown.join(', ')}, and this code ends at ` +
        `${known.at(-1) ?? 'nothing'}. Run the version that brought it, or restore an older backup.`,
    );
  }
  const at = done.findIndex((name, index) => name !== known[index]);
  if (at >= 0) {
    throw new OperatorError(
      `Migration ${known[at]} comes before ${done[at]}, which the database already has: ` +
        'migrations go forward only, so give it a number after the last one.',
    );
  }
}

async function loadFile(path: string, progress: Progress) {
  const sql = await readFile(path, 'utf8');
  const up = (builder: { sql(text: string): void }) => {
    progress.name = basename(path);
    progress.sql = sql;
    builder.sql(sql);
    builder.sql(beginEpoch);
  };
  return { id: path, filePaths: [path], actions: { up, down: false as const } };
}

function failedMigration(error: Error & { position?: string; hint?: string; code?: string }, { name, sql }: Progress) {
  const line = error.position && sql ? ` at line ${sql.slice(0, Number(error.position)).split('\n').length}` : '';
  const advice = error.code === lockNotAvailable ? 'others hold the table: see pg_stat_activity' : error.hint;
  const hint = advice ? ` (${advice})` : '';
  return new OperatorError(
    `Migration ${name} failed${line}: ${error.message}${hint}. Nothing was changed; mend the cause and run it again.`,
    { cause: error },
  );
}
