// `clientele migrate`: brings the database to this code's schema. Safe to run from every node of a deployment at once.
import { readConfig } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';

export const migrateCommand: CliCommand = {
  run: async () => {
    const database = await openDatabase(readConfig());
    try {
      const { applied } = await migrate(database.adminUrl);
      if (applied.length === 0) console.log('The database is up to date.');
      else console.log(`Applied ${applied.length} migrations:\n  ${applied.join('\n  ')}`);
    } finally {
      await database.stop();
    }
  },
};
