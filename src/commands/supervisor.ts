// Several processes behind one listener. Starts them, starts again those that died, and replaces them one by one.
// Invariant: while they are replaced there are never fewer than were asked for; a process that cannot live ends all, rather than spin.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type pino from 'pino';
import { OperatorError } from '../lib/operator-error.ts';
import type { Running } from './cli-command.ts';
import { createMetricsCollector, type MetricsMessage } from './joint-metrics.ts';

export interface SupervisorOptions {
  readonly count: number;
  /** What each is started with, behind the program's name; its number is added. */
  readonly args: readonly string[];
  readonly log: Pick<pino.Logger, 'info' | 'warn' | 'error'>;
  /** A process that was told to stop ends within this time, or is killed. */
  readonly stopsWithinMs: number;
}

export interface Supervisor extends Running {
  readonly port: number;
  /** Rejects when a process dies again and again. */
  readonly broken: Promise<never>;
  /** Replaces the processes one by one. */
  reload(): void;
}

/** From a process to its supervisor, and back. */
export type ProcessMessage = { readonly kind: 'ready' } | { readonly kind: 'replaced' } | MetricsMessage;

interface Place {
  readonly nth: number;
  process: Worker;
  startedMs: number;
  /** Deaths in a row, each within a minute of its start. */
  deaths: number;
}

/** 0.1 s, 0.2 s, 0.4 s … to 1.6 s: after five of them it is no accident. */
const firstPauseMs = 100;
const mostDeaths = 5;
const livesAfterMs = 60_000;
/** An origin waits for its feed, and an edge for its origin. */
const readyWithinMs = 60_000;

export async function startSupervisor({ count, args, log, stopsWithinMs }: SupervisorOptions): Promise<Supervisor> {
  let isStopping = false;
  let isReloading = false;
  const { promise: broken, reject: breakDown } = Promise.withResolvers<never>();
  broken.catch(() => {}); // before anybody waits for it
  const collectMetrics = createMetricsCollector(log);
  /** Empty until all listen. While one is replaced its successor is none of them. */
  const places: Place[] = [];

  function fork(nth: number): Worker {
    cluster.setupPrimary({ args: [...args, '--process', String(nth)] });
    const started = cluster.fork();
    started.on('message', (message: ProcessMessage) => {
      if (message.kind === 'metrics') void tellMetrics(started, message.id);
    });
    return started;
  }

  async function tellMetrics(asker: Worker, id: number): Promise<void> {
    const text = await collectMetrics(places);
    if (asker.isConnected()) asker.send({ kind: 'metrics', id, text } satisfies ProcessMessage);
  }

  function occupy(place: Omit<Place, 'process' | 'startedMs'>, started: Worker): Place {
    const taken: Place = Object.assign(place, { process: started, startedMs: performance.now() });
    started.once('exit', (code, signal) => void onExit(taken, started, signal ?? code));
    return taken;
  }

  async function onExit(place: Place, ended: Worker, reason: string | number): Promise<void> {
    if (isStopping || place.process !== ended) return;
    place.deaths = performance.now() - place.startedMs > livesAfterMs ? 1 : place.deaths + 1;
    const { nth, deaths } = place;
    if (deaths > mostDeaths)
      return breakDown(new OperatorError(`Process ${nth} has died ${deaths} times in a row, at last of ${reason}.`));
    log.error({ process: nth, reason, deaths }, 'a process died and is started again');
    await pause(firstPauseMs * 2 ** (deaths - 1));
    if (!isStopping && place.process === ended) occupy(place, fork(nth));
  }

  /** Its successor serves before it is told. */
  async function replace(place: Place): Promise<void> {
    const before = place.process;
    const next = fork(place.nth);
    const isReady = await within(readyWithinMs, readiness(next));
    if (isStopping || !isReady) {
      next.process.kill('SIGKILL');
      if (!isStopping) throw new Error(`the successor of process ${place.nth} was not ready in time`);
      return;
    }
    place.deaths = 0;
    occupy(place, next);
    if (before.isDead()) return;
    const gone = once(before, 'exit');
    before.send({ kind: 'replaced' });
    if (!(await within(stopsWithinMs, gone))) before.process.kill('SIGKILL');
  }

  async function reload(): Promise<void> {
    if (isReloading || isStopping) return;
    isReloading = true;
    log.info({ count }, 'the processes are replaced one by one');
    try {
      for (const place of places) if (!isStopping) await replace(place);
      log.info({ count }, 'the processes were replaced');
    } catch (error) {
      log.error({ err: error }, 'the processes that are left go on as they are');
    } finally {
      isReloading = false;
    }
  }

  const first = Array.from({ length: count }, (_, index) => ({ nth: index + 1, started: fork(index + 1) }));
  const ports = await Promise.all(first.map(({ started }) => listening(started))).catch(async (error: unknown) => {
    for (const { started } of first) started.process.kill('SIGTERM');
    throw error;
  });
  places.push(...first.map(({ nth, started }) => occupy({ nth, deaths: 0 }, started)));
  return {
    port: ports[0]!,
    broken,
    stopsWithinMs: stopsWithinMs + 1_000,
    reload: () => void reload(),
    async stop() {
      isStopping = true;
      const all = Object.values(cluster.workers ?? {}).filter((each) => each !== undefined);
      const gone = all.filter((each) => !each.isDead()).map((each) => once(each, 'exit'));
      for (const each of all) each.process.kill('SIGTERM');
      await Promise.all(gone);
    },
  };
}

/** Where it listens. */
function listening(started: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    started.once('listening', ({ port }) => resolve(port));
    started.once('exit', () => reject(new OperatorError('A process ended before it listened; it has said why.')));
  });
}

/** False: it died. */
function readiness(started: Worker): Promise<boolean> {
  return new Promise((resolve) => {
    started.on('message', ({ kind }: ProcessMessage) => kind === 'ready' && resolve(true));
    started.once('exit', () => resolve(false));
  });
}

/** False: not in time. */
async function within<T>(ms: number, waited: Promise<T>): Promise<T | false> {
  const timer = new AbortController();
  const late = pause(ms, false as const, { signal: timer.signal }).catch(() => false as const);
  return Promise.race([waited, late]).finally(() => timer.abort());
}
