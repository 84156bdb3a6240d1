// Redis is killed and comes back empty: nobody is refused, whatever goes to it goes to PostgreSQL instead.
import { setTimeout as pause } from 'node:timers/promises';
import { slowdown } from './slowdown.ts';
import { underFault } from './under-fault.ts';
import type { Scenario } from './verdict.ts';

export const redisKilled: Scenario = {
  number: 2,
  name: 'Redis is killed',
  async run(stage, seed) {
    const passed = await underFault(stage, seed, {
      recoveredWithinMs: 2_000,
      async fault(chance) {
        await stage.redis.kill();
        await pause(2_000 + chance.below(1_000));
        await stage.redis.restart();
      },
    });
    return slowdown(passed);
  },
};
