// Random requests, good and tampered with, to an origin and an edge: no answer is a failure of ours, tells of the inside or of another
// tenant, or is of another form than what was asked. `npm run test:fuzz` does it for longer.
import { expect, it } from 'vitest';
import { fuzz } from '../support/fuzz.ts';
import { createTestDatabase } from '../support/postgres.ts';

it('300 requests are answered as they should be', { timeout: 60_000 }, async () => {
  const database = await createTestDatabase();
  const { faults, tally, answered, again } = await fuzz({ databaseUrl: database.url, seed: 1, operations: 300 });
  await database.drop();
  expect(faults).toEqual([]);
  expect(again).toBeLessThan(5);
  // It would find nothing if nothing got through, or nothing were refused.
  expect(answered).toBeGreaterThan(30);
  expect(tally.size).toBeGreaterThan(8);
});
