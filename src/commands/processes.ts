// `--processes`: what serves, in one process or in several behind one listener, each with its share of what the environment allows.
// Invariant: with or without it, what the environment says holds for the whole.
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config.ts';
import type { Leaving } from '../http/departure.ts';
import { createLog } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { drainedWithinMs, type Running } from './cli-command.ts';
import { metricsOfAll } from './joint-metrics.ts';
import { type ProcessMessage, startSupervisor } from './supervisor.ts';

/** What one process does. */
export interface Serving extends Running {
  readonly port: number;
  isReady(): Promise<boolean>;
  stop(leaving?: Leaving): Promise<void>;
}

export interface ServeOptions<Settings extends Config> {
  readonly command: Command;
  readonly config: Settings;
  readonly start: (config: Settings, metricsOf: (own: Metrics) => Metrics) => Promise<Serving>;
  /** Told when all listen. */
  readonly onListening: (port: number) => void;
}

interface Options {
  readonly processes?: number;
  readonly process?: string;
}

const mostProcesses = 64;
const readyEveryMs = 50;

export function declareProcesses(command: Command): void {
  command
    .addOption(
      new Option('--processes <n>', 'behind one listener; auto: one for each core; SIGHUP replaces them').argParser(
        countOf,
      ),
    )
    .addOption(new Option('--process <nth>').hideHelp());
}

export async function serve<Settings extends Config>(options: ServeOptions<Settings>): Promise<Running> {
  const { command, config, start, onListening } = options;
  const { processes, process: nth } = command.opts<Options>();
  const stopsWithinMs = config.drainDelayMs + drainedWithinMs;
  if (processes === undefined) {
    const serving = await start(config, (own) => own);
    onListening(serving.port);
    return { ...serving, stopsWithinMs };
  }
  if (nth !== undefined && cluster.isWorker) return serveAsOneOf(processes, options);
  const log = createLog(config.logLevel);
  const args = [command.name(), '--processes', String(processes)];
  const supervisor = await startSupervisor({ count: processes, args, log, stopsWithinMs });
  onListening(supervisor.port);
  return supervisor;
}

async function serveAsOneOf<Settings extends Config>(
  processes: number,
  { config, start }: ServeOptions<Settings>,
): Promise<Running> {
  const serving = await start(shareOf(config, processes), metricsOfAll);
  let stopped: Promise<void> | undefined;
  const stop = (leaving?: Leaving) => {
    stopped ??= serving.stop(leaving);
    return stopped;
  };
  process.on('message', ({ kind }: ProcessMessage) => {
    if (kind === 'replaced') void stop({ isReplaced: true }).finally(() => process.exit());
  });
  void tellWhenReady(serving);
  // A hang-up of the terminal comes to all: the supervisor sees to it.
  return { ...serving, stop, reload() {}, stopsWithinMs: config.drainDelayMs + drainedWithinMs };
}

async function tellWhenReady({ isReady }: Serving): Promise<void> {
  while (!(await isReady())) await pause(readyEveryMs, undefined, { ref: false });
  process.send?.({ kind: 'ready' } satisfies ProcessMessage);
}

/** Of what the environment allows to all; two connections are the fewest with which a process reads while it writes. */
export function shareOf<Settings extends Config>(config: Settings, processes: number): Settings {
  const share = (of: number, least = 1) => Math.max(least, Math.ceil(of / processes));
  const { limits, pool } = config;
  return {
    ...config,
    cacheBytes: share(config.cacheBytes),
    mostLivePerKey: share(config.mostLivePerKey),
    pool: { ...pool, max: share(pool.max, 2) },
    limits: {
      ...limits,
      nodes: limits.nodes * processes,
      mostAtOnce: limits.mostAtOnce === 0 ? 0 : share(limits.mostAtOnce),
    },
  };
}

function countOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= mostProcesses) return count;
  throw new InvalidArgumentError(`Expected auto, or a whole number from 1 to ${mostProcesses}.`);
}
