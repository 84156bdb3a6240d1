// Redis restarts with what it held some seconds ago, is emptied, and restarts empty: nothing of before is taken for true.
import { setTimeout as pause } from 'node:timers/promises';
import { slowdown } from './slowdown.ts';
import { underFault } from './under-fault.ts';
import type { Scenario } from './verdict.ts';

export const redisRolledBack: Scenario = {
  number: 4,
  name: 'Redis restarts with what it held before, and empty',
  async run(stage, seed) {
    const { redis } = stage;
    const passed = await underFault(stage, seed, {
      recoveredWithinMs: 2_000,
      async fault(chance) {
        const dump = await redis.dump();
        await pause(1_000 + chance.below(1_000));
        await redis.restart(dump);
        await pause(1_000 + chance.below(500));
        await redis.flush();
        await pause(chance.below(500));
        await redis.restart();
      },
    });
    return slowdown(passed);
  },
};
