// `clientele worker`: what is done behind the API. Follows the feed for webhooks, sends them, and sweeps what is old.
// Invariant: it answers nobody but operators; any number of them may run, and none may.
import '../crm/index.ts';
import { createSchema } from '../api/schema.ts';
import { budgetOverrideIn, saveUsage } from '../api/usage-rows.ts';
import { createTell } from '../api/webhook-telling.ts';
import { type Config, readConfig } from '../config.ts';
import { createPool } from '../db/pool.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createStopStack } from '../lib/stop-stack.ts';
import { createUsage } from '../limits/usage.ts';
import { createLog } from '../observability/log.ts';
import { createRedisConnection } from '../redis/connection.ts';
import { startWebhookWorker } from '../webhooks/worker.ts';
import { checkCapture } from './capture.ts';
import type { CliCommand, Running } from './cli-command.ts';
import { createOriginFlow } from './flow.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createProbe, createReadiness } from './readiness.ts';
import { createWorkerMetrics, startOperatorListener } from './worker-metrics.ts';

export interface WorkerOptions {
  readonly config: Pick<
    Config,
    'logLevel' | 'pool' | 'limits' | 'redisUrl' | 'allowsPrivateWebhooks' | 'host' | 'workerPort' | 'operatorKey'
  >;
  readonly databaseUrl: string;
  /** The secrets of endpoints are encrypted with a key that is made of it. */
  readonly pepper: string;
  /** Milliseconds of the day's clock. @default Date.now */
  readonly now?: () => number;
}

export interface RunningWorker extends Running {
  /** Of the listener for operators; null: there is none. */
  readonly port: number | null;
}

export async function startWorker({ config, databaseUrl, pepper, now }: WorkerOptions): Promise<RunningWorker> {
  const { logLevel, redisUrl, allowsPrivateWebhooks, host, workerPort, operatorKey } = config;
  const log = createLog(logLevel);
  const onError = (error: unknown) => log.warn({ err: error }, 'a webhook could not be worked on; it is tried again');
  const pool = createPool({ url: databaseUrl, name: 'clientele worker', ...config.pool, onError });
  const feedPool = createPool({
    url: databaseUrl,
    name: 'clientele worker feed',
    role: 'clientele_worker',
    max: 2,
    statementTimeoutMs: 30_000,
    onError,
  });
  const stops = createStopStack();
  stops.add({ stop: async () => void (await Promise.all([pool.end(), feedPool.end()])) });
  try {
    await feedPool.query('select from webhook_feed').catch(refuse);
    await checkCapture(feedPool);
    const redis = redisUrl ? createRedisConnection({ url: redisUrl, onError }) : null;
    if (redis) stops.add(redis);
    const usage = createUsage();
    stops.add(saveUsage(pool, usage, (error) => log.warn({ err: error }, 'usage could not be written')));
    const flow = stops.add(createOriginFlow({ config, redis, usage, overrideOf: budgetOverrideIn(pool) }));
    const metrics = createWorkerMetrics({ pool, feedPool, flow: flow.readings });
    const report = (error: unknown) => log.error({ err: error }, 'an event failed in a way that is our defect');
    const worker = await startWebhookWorker({
      databaseUrl,
      pool,
      feedPool,
      pepper,
      tell: createTell({ schema: createSchema(), pool, flow, report }),
      allowsPrivate: allowsPrivateWebhooks,
      onError,
      onEnd: (turn, reason) => log.warn({ ...turn, reason }, 'a webhook endpoint is told no more'),
      onAttempt: metrics.attempted,
      onTurn: metrics.turned,
      onGap: () => log.error('changes may be missing: the feed was not read for 72 hours, or is of another database'),
      ...(now && { now }),
    });
    stops.add(worker);
    stops.add(
      startHousekeeping({
        pool: feedPool,
        onError: (error) => log.warn({ err: error }, 'old rows could not be swept'),
      }),
    );
    if (workerPort === undefined) return { port: null, stop: () => stops.stop() };
    const probe = createProbe(databaseUrl);
    stops.add({ stop: () => probe.end() });
    const { port, ...server } = await startOperatorListener({
      ...{ port: workerPort, host, operatorKey, metrics, parts: createReadiness(probe, log) },
      onError: (error) => log.error({ err: error }, 'metrics failed'),
    });
    stops.add(server);
    return { port, stop: () => stops.stop() };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

/** What only an operator can mend. */
function refuse(error: Error & { code?: string }): never {
  if (error.code === '42501' || error.code === '22023')
    throw new OperatorError(
      `The login of DATABASE_URL cannot become clientele_worker (${error.message}): run \`clientele migrate\`, then \`grant clientele_worker to <login>\`.`,
    );
  if (error.code === '42P01')
    throw new OperatorError('The database lacks tables of this version: run `clientele migrate`.');
  throw error;
}

export const workerCommand: CliCommand = {
  run: async () => {
    const config = readConfig(process.env, ['DATABASE_URL', 'KEY_PEPPER']);
    const worker = await startWorker({ config, databaseUrl: config.databaseUrl, pepper: config.keyPepper });
    console.log('clientele worker sends webhooks');
    return worker;
  },
};
