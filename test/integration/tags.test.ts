// The assumption that the whole cache rests on: whenever a committed write changes an answer, their tags meet. Random queries
// over the real schema, random writes with SQL; for minutes instead of seconds: `node test/long/tags.ts`.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';
import { allTables } from '../../src/db/table.ts';
import { allCoordinates } from '../support/operations.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';
import { findViolation } from '../support/tag-property.ts';
import { createStage, type Stage } from '../support/tag-scene.ts';
import { createTally, requiredMutants } from '../support/tag-tally.ts';

const seed = 20_260_101;
/** On a busy machine the run goes on until everything was asked and every mutant found, for so long at most. */
const mostMs = 90_000;
const usualMs = 12_000;

const schema = createSchema();
const tally = createTally();
let database: TestDatabase;
let stage: Stage;

/** Every field of Query, and every edge of every record. */
const wanted = [...allCoordinates(schema)].filter((coordinate) => {
  const [typename, field] = coordinate.split('.') as [string, string];
  return typename === 'Query' || allTables().some((table) => table.typename === typename && field in table.edges);
});
const notAsked = () => wanted.filter((coordinate) => !tally.coordinates.has(coordinate));
/** That the triggers of every single table are needed takes longer to show than this test has. */
const mutants = requiredMutants.map(({ name }) => name).filter((name) => !name.startsWith('triggers of'));
const notFound = () => mutants.filter((name) => !tally.stale.has(name));

beforeAll(async () => {
  database = await createTestDatabase();
  stage = await createStage({ url: database.url, schema });
});

afterAll(async () => {
  await stage?.stop();
  await database?.drop();
});

// In this order: the tests behind it look at what this one did.
it('a committed write that changes an answer has a tag in common with it', { timeout: mostMs + 90_000 }, async () => {
  const startedMs = performance.now();
  const isEnough = () => {
    const passedMs = performance.now() - startedMs;
    return passedMs > mostMs || (passedMs > usualMs && notAsked().length === 0 && notFound().length === 0);
  };
  const violation = await findViolation(schema, stage, tally, { seed, isEnough });
  console.info(tally.report());
  if (violation) expect.fail(violation);
});

it('every query field and every edge was asked for', () => {
  expect(notAsked()).toEqual([]);
});

it('few of the queries and writes are refused, and none for a reason of ours', () => {
  const { answers, defects, erroneous, statements, refused } = stage.counts;
  expect(defects).toEqual([]);
  expect([...erroneous.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(answers / 20);
  expect(refused).toBeLessThan(statements / 3);
});

it.each(mutants)('without the %s an answer would have been stale', (name) => {
  expect(tally.stale.get(name) ?? 0).toBeGreaterThan(0);
});

it('a table without triggers is noticed', { timeout: mostMs }, async () => {
  const other = await createTestDatabase();
  try {
    await onServer(other.url, async (server) => {
      for (const of of ['insert', 'update', 'delete', 'truncate'])
        await server.query(`drop trigger capture_${of} on deal`);
    });
    const blind = await createStage({ url: other.url, schema });
    try {
      const startedMs = performance.now();
      const isEnough = () => performance.now() - startedMs > mostMs / 2;
      const violation = await findViolation(schema, blind, createTally(), { seed, isEnough, isShrunk: false });
      expect(violation).toMatch(/no tag in common/);
      expect(violation).toMatch(/(update|insert into|delete from|merge into|truncate) "deal"/);
    } finally {
      await blind.stop();
    }
  } finally {
    await other.drop();
  }
});
