// PostgreSQL is restarted, twice in good order and twice at once as by a crash: mutations fail with a retryable code or succeed, no
// connection is left unusable, and the change feed goes on.
import { setTimeout as pause } from 'node:timers/promises';
import { underFault } from './under-fault.ts';
import type { Scenario } from './verdict.ts';

export const postgresRestarted: Scenario = {
  number: 5,
  name: 'PostgreSQL is restarted, fast and immediate',
  async run(stage, seed) {
    const { verdict } = await underFault(stage, seed, {
      mayMeet: ['refused'],
      recoveredWithinMs: 5_000,
      async fault(chance) {
        for (const signal of chance.shuffle(['SIGINT', 'SIGINT', 'SIGQUIT', 'SIGQUIT'] as const)) {
          await stage.postgres.end(signal);
          await pause(chance.below(1_000));
          await stage.postgres.start();
          await pause(1_000 + chance.below(1_000));
        }
      },
    });
    return verdict;
  },
};
