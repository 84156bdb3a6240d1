// Redis is stopped where it stands (SIGSTOP), with connections open, and goes on: nobody waits for it, and what it does late harms nobody.
import { setTimeout as pause } from 'node:timers/promises';
import { slowdown } from './slowdown.ts';
import { underFault } from './under-fault.ts';
import type { Scenario } from './verdict.ts';

export const redisStandsStill: Scenario = {
  number: 3,
  name: 'Redis stands still',
  async run(stage, seed) {
    const passed = await underFault(stage, seed, {
      recoveredWithinMs: 2_000,
      async fault(chance) {
        stage.redis.pause();
        await pause(4_000 + chance.below(2_000));
        stage.redis.resume();
      },
    });
    return slowdown(passed);
  },
};
