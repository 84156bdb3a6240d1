// The proof of the proofs: with one thing taken away that the cache relies on, the race finds an answer that is not true.
// Every mutant has its turn on the same nodes; before all of them, and behind each, the race finds nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRace, type Race } from '../support/race.ts';
import { mutants } from '../support/race-mutants.ts';
import { ignoredEpoch } from '../support/race-mutants-feed.ts';
import type { Focus } from '../support/race-scene.ts';

/** On a busy machine it goes on for so long; usually the first or second bout will do. */
const mostMs = 60_000;

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

/** Short and often: what a change left stale, the next change often makes right again. */
const requests = 60;
const boutsOfAScene = 8;

/** Stops at the first that is wrong. */
async function play(focus: Focus, isEnough: () => boolean): Promise<string[]> {
  for (;;) {
    const scene = await race.scene(12, focus);
    for (let bout = 0; bout < boutsOfAScene; bout++) {
      const wrong = [...(await race.run(scene, requests)), ...(await race.compare(scene, 10))];
      if (wrong.length > 0 || isEnough()) return wrong;
    }
  }
}

it('nothing is wrong with nothing taken away', async () => {
  let bouts = 0;
  expect(await play({ table: 'contact' }, () => ++bouts === 3)).toEqual([]);
});

it.each(mutants)('is caught: $name', { timeout: mostMs + 10_000 }, async ({ focus, install }) => {
  const undo = await install(race.sql, race.nodes);
  const startedMs = performance.now();
  let wrong: string[] = [];
  try {
    wrong = await play(focus, () => performance.now() - startedMs > mostMs);
  } finally {
    await undo();
    await race.forget();
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
      select bump_change_epoch();
      commit`);
  }

  async function restoredBout(): Promise<string[]> {
    const scene = await race.scene(12, { table: 'contact', asks: ['{ contacts(first: 50) { nodes { lastName } } }'] });
    expect(await race.run(scene, requests)).toEqual([]);
    expect(await race.compare(scene)).toEqual([]);
    await restore();
    return race.compare(scene);
  }

  it('is noticed by its counter', async () => {
    expect(await restoredBout()).toEqual([]);
  });

  it(`is caught: ${ignoredEpoch.name}`, async () => {
    const undo = await ignoredEpoch.install(race.sql, race.nodes);
    try {
      // Not each bout leaves an entry that the restore has changed: the last write may have touched them all.
      let wrong: string[] = [];
      for (let bout = 0; bout < 5 && wrong.length === 0; bout++) wrong = await restoredBout();
      expect(wrong.join('\n')).toMatch(/what is not true/);
    } finally {
      await undo();
      // The nodes are told of an epoch once: so that they hear of one again.
      await race.sql.query('select bump_change_epoch()');
    }
  });
});

it('nothing is wrong when all of it is given back', async () => {
  let bouts = 0;
  expect(await play({ table: 'contact' }, () => ++bouts === 3)).toEqual([]);
});
