// A new version is rolled out: origins and edges are restarted in turn behind balancers that obey /readyz, and nobody notices.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startRolling } from '../support/rolling.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it('no request fails, each client reads what it wrote, and subscribers hear of everything', async () => {
  const rolling = await startRolling({
    databaseUrl: database.url,
    origins: 2,
    edges: 2,
    clients: 8,
    drainDelayMs: 600,
  });
  try {
    for (const nth of [0, 1]) {
      const before = rolling.answered();
      await Promise.all([rolling.restart(rolling.origins[nth]!), rolling.restart(rolling.edges[nth]!)]);
      await until(() => rolling.answered() > before + 100, { withinMs: 20_000 });
    }
    const { faults, told } = await rolling.finish();
    expect(rolling.failed).toEqual([]);
    expect(faults).toEqual([]);
    expect(told).toBeGreaterThan(0);
  } finally {
    await rolling.stop();
  }
});
