// The race of nodes that read on a replica, while the replay of that stands still and goes on at random: in the database `race` of a
// primary and its standby. Invariant: the replay goes on when it is over.
import { setTimeout as pause } from 'node:timers/promises';
import { createSchema } from '../../src/api/schema.ts';
import { migrate } from '../../src/db/migrate.ts';
import { databaseUrl, onServer } from './postgres.ts';
import { createRace, type Race, type RaceOptions } from './race.ts';
import type { Scene } from './race-scene.ts';
import { createRandom } from './random.ts';
import type { ReplicatedPostgres } from './standby.ts';
import { withoutLimits } from './without-limits.ts';

export interface ReplicaRace extends Race {
  /** Answers that were read on the replica. */
  reads(): number;
}

export interface ReplicaRaceOptions extends Pick<RaceOptions, 'nodes' | 'seed' | 'redisUrl'> {
  readonly servers: ReplicatedPostgres;
}

export async function createReplicaRace({ servers, seed, ...options }: ReplicaRaceOptions): Promise<ReplicaRace> {
  await onServer(servers.primaryUrl, (client) => client.query('create database race'));
  const url = databaseUrl(servers.primaryUrl, 'race');
  await migrate(url);
  await servers.caughtUp();
  const settings = { ...withoutLimits, DATABASE_REPLICA_URLS: databaseUrl(servers.standbyUrl, 'race') };
  const race = await createRace({ ...options, databaseUrl: url, seed, schema: createSchema(), settings });
  const random = createRandom(seed);

  async function disturb(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await servers.pauseReplay();
      await pause(random.below(150));
      await servers.resumeReplay();
      await pause(random.below(300));
    }
  }

  return {
    ...race,
    async run(scene: Scene, requests: number) {
      let isOver = false;
      const [wrong] = await Promise.all([
        race.run(scene, requests).finally(() => (isOver = true)),
        disturb(() => isOver),
      ]);
      return wrong;
    },
    reads: () =>
      [...race.counts.outcomes].reduce(
        (sum, [status, count]) => (status.endsWith('detail=replica') ? sum + count : sum),
        0,
      ),
  };
}
