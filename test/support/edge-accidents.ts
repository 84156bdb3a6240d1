// What may happen to an origin, its edges and what they stand on, at random by a seed: test/long/edges.ts.
// Invariant: each accident is over before the next one begins, and leaves everything running.
import { setTimeout as pause } from 'node:timers/promises';
import type { cutsIn } from './edge-cuts.ts';
import type { Fleet } from './edge-processes.ts';
import type { OwnPostgres } from './nodes-postgres.ts';
import type { Random } from './random.ts';
import type { OwnRedis } from './redis.ts';

export interface AccidentsOptions {
  readonly fleet: Fleet;
  readonly postgres: OwnPostgres;
  readonly redis: OwnRedis;
  readonly chance: Random;
  /** Told before an edge may hear of changes again, and after it could for the last time. */
  readonly cuts: ReturnType<typeof cutsIn>;
}

export function createAccidents({ fleet, postgres, redis, chance, cuts }: AccidentsOptions) {
  const { origin, edges, lines } = fleet;
  const everybody = edges.map((_, edge) => edge);
  const cutOff = (those: readonly number[]) => {
    for (const edge of those) cuts.cut(edge);
    return (isAtOnce: boolean) => {
      for (const edge of those) cuts.mend(edge, isAtOnce);
    };
  };
  const aWhile = () => pause(100 + chance.below(2_400));

  async function line(how: 'cut' | 'swallow' | 'hold'): Promise<void> {
    const edge = chance.below(lines.length);
    lines[edge]![how]();
    const back = cutOff([edge]);
    await aWhile();
    back(true);
    lines[edge]!.mend();
  }

  async function endOrigin(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await origin.end(signal);
    const back = cutOff(everybody);
    await pause(chance.below(500));
    back(false);
    await origin.start();
  }

  async function endPostgres(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    await postgres.end(signal);
    const back = cutOff(everybody);
    await pause(chance.below(500));
    back(false);
    await postgres.start();
  }

  const all: Readonly<Record<string, () => Promise<void>>> = {
    'SIGSTOP of an edge': async () => {
      const edge = chance.pick(edges);
      edge.pause();
      await aWhile();
      edge.resume();
    },
    'SIGSTOP of the origin': async () => {
      origin.pause();
      const back = cutOff(everybody);
      await aWhile();
      back(true);
      origin.resume();
    },
    'a line is cut': () => line('cut'),
    'a line swallows': () => line('swallow'),
    'a line holds': () => line('hold'),
    'connections break': async () => chance.pick(lines).break(),
    'SIGTERM of the origin': () => endOrigin('SIGTERM'),
    'SIGKILL of the origin': () => endOrigin('SIGKILL'),
    'SIGKILL of Redis': async () => {
      await redis.kill();
      await aWhile();
      await redis.restart();
    },
    'restart of PostgreSQL': () => endPostgres('SIGINT'),
    'crash of PostgreSQL': () => endPostgres('SIGQUIT'),
  };
  const names = Object.keys(all);
  let left: string[] = [];

  return {
    /** Each comes once before any comes again. */
    async next(): Promise<string> {
      if (left.length === 0) left = chance.shuffle(names);
      const name = left.pop()!;
      await all[name]!();
      return name;
    },
  };
}
