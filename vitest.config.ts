// Which test runs where: one project a folder of test/, so that `--project unit` needs neither PostgreSQL nor Redis.
// Invariant: only `integration` and `system` start a database; everything else must pass on a machine without one.
import { defineConfig } from 'vitest/config';

const database = ['test/support/global-setup.ts'];

/** They judge milliseconds, and what runs beside them would be judged too. */
const alone = ['test/integration/edge-stream.test.ts', 'test/integration/relay-connection.test.ts'];

/** Files of one worker share its modules: to load and warm them anew for each took a third of all work. What a file leaves open, its next one meets. */
const shared = { isolate: false };

// One copy of graphql: Vite would take the package's .mjs where its CommonJS users take the .js, and then no type is itself.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than the smallest machine has cores: tests wait for databases, streams and clocks about a third of their time.
    maxWorkers: 3,
    reporters: ['default'],
    coverage: { enabled: false, provider: 'v8', include: ['src/**', 'resolvers/**'] },
    projects: [
      {
        test: {
          name: 'architecture',
          include: ['test/architecture/**/*.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        resolve,
        test: {
          name: 'unit',
          ...shared,
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        resolve,
        test: {
          name: 'contract',
          ...shared,
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          ...shared,
          include: ['test/integration/**/*.test.ts'],
          exclude: alone,
          globalSetup: database,
          testTimeout: 30_000,
          // Cloning the template database is the slow part of a hook: a second when idle, ten on a loaded machine.
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'alone',
          include: alone,
          globalSetup: database,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          globalSetup: database,
          // Whole processes are started here: initdb, migrations, seed, then the test.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // After all others: what processes do together is not judged beside what one does to PostgreSQL.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
