// All scenarios, in the order in which they are played. Numbers stay; 17 to 20 are for restarts in turn, migrations, failover and restore.
import { originKilled } from './01-origin-killed.ts';
import { redisKilled } from './02-redis-killed.ts';
import { redisStandsStill } from './03-redis-stands-still.ts';
import { redisRolledBack } from './04-redis-rolled-back.ts';
import { postgresRestarted } from './05-postgres-restarted.ts';
import { edgeWithoutStream } from './06-edge-without-stream.ts';
import { edgeWithoutOrigin } from './07-edge-without-origin.ts';
import { postgresSlow } from './08-postgres-slow.ts';
import { poolExhausted } from './09-pool-exhausted.ts';
import { clocksJump } from './10-clocks-jump.ts';
import { diskFull } from './11-disk-full.ts';
import { streamRepeated } from './12-stream-repeated.ts';
import { streamLoses } from './13-stream-loses.ts';
import { idleSockets } from './14-idle-sockets.ts';
import { slowConsumers } from './15-slow-consumers.ts';
import { subscriberStorm } from './16-subscriber-storm.ts';
import { migration } from './18-migration.ts';
import { hotKey } from './21-hot-key.ts';
import { revoked } from './22-revoked.ts';
import type { Scenario } from './verdict.ts';

export const scenarios: readonly Scenario[] = [
  originKilled,
  redisKilled,
  redisStandsStill,
  redisRolledBack,
  postgresRestarted,
  edgeWithoutStream,
  edgeWithoutOrigin,
  postgresSlow,
  poolExhausted,
  clocksJump,
  diskFull,
  streamRepeated,
  streamLoses,
  idleSockets,
  slowConsumers,
  subscriberStorm,
  migration,
  hotKey,
  revoked,
];
