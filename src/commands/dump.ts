// `clientele dump`: writes migrations/schema.txt, what PostgreSQL holds after all migrations; `--check` compares instead.
// Without DATABASE_URL a throw-away PostgreSQL is migrated first, so the file always speaks of the committed migrations.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { dumpSchema } from '../db/dump.ts';
import { migrate, migrationsFolder } from '../db/migrate.ts';
import { startThrowawayPostgres } from '../db/throwaway.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { readFileIfAny } from '../lib/private-file.ts';
import type { CliCommand } from './cli-command.ts';

export const dumpCommand: CliCommand = {
  declare: (command) => command.option('--check', 'change nothing; fail when the committed file differs'),
  run: async (command: Command) => {
    const path = join(migrationsFolder, 'schema.txt');
    const [found, committed] = await Promise.all([currentSchema(), readFileIfAny(path)]);
    if (!command.opts<{ check?: boolean }>().check) await writeFile(path, found);
    else if (found !== committed) {
      throw new OperatorError(
        `the database schema has changed: run npm run db:dump\n${firstDifference(committed ?? '', found)}`,
      );
    }
    return undefined;
  },
};

async function currentSchema(): Promise<string> {
  const { migrateDatabaseUrl } = readConfig();
  if (migrateDatabaseUrl) return dumpSchema(migrateDatabaseUrl);
  const server = await startThrowawayPostgres();
  try {
    await migrate(server.url);
    return await dumpSchema(server.url);
  } finally {
    await server.stop();
  }
}

function firstDifference(committed: string, found: string): string {
  const [was, is] = [committed.split('\n'), found.split('\n')];
  const line = is.findIndex((text, index) => text !== was[index]);
  const at = line < 0 ? is.length : line;
  return `first at line ${at + 1}\n  committed: ${was[at] ?? '(end of file)'}\n  now:       ${is[at] ?? '(end of file)'}`;
}
