// The proof of the proofs: with one thing taken away that the cache relies on, the race finds an answer that is not true.
// Every mutant has its turn on the same nodes; before all of them, and behind each, the race finds nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRace, type Focus, type Race } from '../support/race.ts';
import { ignoredEpoch, sabotages } from '../support/race-sabotage.ts';

/** On a busy machine it goes on for so long; usually the first or second bout will do. */
const mostMs = 25_000;

let database: TestDatabase;
let race: Race;

beforeAll(async () => {
  database = await createTestDatabase();
  race = await createRace({ databaseUrl: database.url, nodes: 2, seed: 20_260_401, schema: createSchema() });
});

afterAll(async () => {
  await race?.stop();
  await database?.drop();
});

async function bout(focus: Focus): Promise<string[]> {
  const scene = await race.scene(30, focus);
  const wrong = await race.run(scene, 400);
  return wrong.length > 0 ? wrong : race.compare(scene);
}

const forget = () => {
  for (const { cache } of race.nodes) cache.store.clear();
};

it('nothing is wrong with nothing taken away', async () => {
  expect(await bout({ table: 'contact' })).toEqual([]);
});

it.each(sabotages)('is caught: $name', { timeout: mostMs + 10_000 }, async ({ focus, install }) => {
  const undo = await install(race.sql, race.nodes);
  const startedMs = performance.now();
  let wrong: string[] = [];
  try {
    while (wrong.length === 0 && performance.now() - startedMs < mostMs) wrong = await bout(focus);
  } finally {
    await undo();
    forget();
  }
  console.info(`caught after ${Math.round(performance.now() - startedMs)} ms`);
  expect(wrong.join('\n')).toMatch(/what is not true/);
});

describe('a database that was restored', () => {
  /** As a dump or a rollback of the storage leaves it: rows are other ones, and no change tells of it. */
  async function restore(): Promise<void> {
    await race.sql.query(`begin;
      update contact set last_name = last_name || ' restored';
      delete from change where xid = pg_current_xact_id();
      update change_epoch set n = n + 1;
      commit`);
  }

  async function restoredBout(): Promise<string[]> {
    const scene = await race.scene(30, { table: 'contact' });
    expect(await race.run(scene, 300)).toEqual([]);
    await restore();
    return race.compare(scene);
  }

  it('is noticed by its counter', async () => {
    expect(await restoredBout()).toEqual([]);
  });

  it(`is caught: ${ignoredEpoch.name}`, async () => {
    const undo = await ignoredEpoch.install(race.sql, race.nodes);
    try {
      expect((await restoredBout()).join('\n')).toMatch(/what is not true/);
    } finally {
      await undo();
      // The nodes are told of an epoch once: so that they hear of one again.
      await race.sql.query('update change_epoch set n = n + 1');
    }
  });
});

it('nothing is wrong when all of it is given back', async () => {
  expect(await bout({ table: 'contact' })).toEqual([]);
});
