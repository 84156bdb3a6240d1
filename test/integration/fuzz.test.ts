// Random requests, good and tampered with, to an origin and an edge: no answer is a failure of ours, tells of the inside or of another
// tenant, or is of another form than what was asked. `npm run test:fuzz` does it for longer.
import { expect, it } from 'vitest';
import { fuzz } from '../support/fuzz.ts';
import { createTestDatabase } from '../support/postgres.ts';

it.each([1, 2])('600 requests from seed %i are answered as they should be', async (seed) => {
  const database = await createTestDatabase();
  const { faults, tally, answered } = await fuzz({ databaseUrl: database.url, seed, operations: 600 });
  await database.drop();
  expect(faults).toEqual([]);
  // It would find nothing if nothing got through, or nothing were refused.
  expect(answered).toBeGreaterThan(60);
  expect(tally.size).toBeGreaterThan(8);
});
