// Readers, writers, two nodes and a Redis, all at once; then everything stands still, and whatever a node would serve is what a fresh
// execution answers, byte for byte (docs/coherence.md §9). For minutes instead of seconds: `npm run test:race`.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { createRace, type Race } from '../support/race.ts';
import { tellRace } from '../support/race-report.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const seed = 20_260_301;
/** On an idle machine; on a busy one until enough was compared. */
const usualMs = 12_000;
const mostMs = 60_000;
const enough = 2_000;

let database: TestDatabase;
let redis: TestRedis;
let race: Race;

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  race = await createRace({
    databaseUrl: database.url,
    redisUrl: redis.url,
    nodes: 2,
    seed,
    schema: createSchema(),
  });
});

afterAll(async () => {
  await race?.stop();
  await redis?.stop();
  await database?.drop();
});

it('nothing that a node would serve differs from a fresh execution', { timeout: mostMs + 30_000 }, async () => {
  const startedMs = performance.now();
  const passedMs = () => performance.now() - startedMs;
  const isEnough = () => passedMs() > mostMs || (passedMs() > usualMs && race.counts.checked > enough);
  while (!isEnough()) {
    const scene = await race.scene(25);
    for (let bout = 0; bout < 6 && !isEnough(); bout++) {
      expect(await race.run(scene, 250)).toEqual([]);
      expect(await race.compare(scene)).toEqual([]);
    }
    await race.replace(0);
  }
  console.info(tellRace(race));
  expect(race.counts.checked).toBeGreaterThan(enough / 10);
});

it('and the race was one: hits of every kind, writes of every kind, and entries that had become outdated', () => {
  const { outcomes, writers, unservable, sampled } = race.counts;
  expect([...outcomes.keys()]).toEqual(
    expect.arrayContaining(['clientele; hit', 'clientele; hit; detail=shared', 'clientele; fwd=stale; stored']),
  );
  const { committed, rolledBack, mutations } = writers;
  expect(race.counts.unavailable).toBeLessThan(10);
  for (const count of [committed, rolledBack, mutations, unservable, sampled]) expect(count).toBeGreaterThan(5);
});
