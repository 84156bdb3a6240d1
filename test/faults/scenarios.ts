// All scenarios, in the order in which they are played. Numbers stay; 17 to 20 are for restarts in turn, migrations, failover and restore.
import { redisKilled } from './02-redis-killed.ts';
import { redisStandsStill } from './03-redis-stands-still.ts';
import { redisRolledBack } from './04-redis-rolled-back.ts';
import type { Scenario } from './verdict.ts';

export const scenarios: readonly Scenario[] = [redisKilled, redisStandsStill, redisRolledBack];
