// /metrics of several processes behind one listener: whichever is asked asks the supervisor, and that asks each of them.
// Invariant: who does not answer in time, or dies meanwhile, is left out; nobody is without metrics for the sake of one.
import type { Worker } from 'node:cluster';
import type pino from 'pino';
import { joinExpositions } from '../observability/joined-exposition.ts';
import type { Metrics } from '../observability/metrics.ts';

/** `metrics`: of all, between who asks and the supervisor. `own-metrics`: of one, between the supervisor and each. Without `text` they ask. */
export type MetricsMessage =
  | { readonly kind: 'metrics'; readonly id: number; readonly text?: string }
  | { readonly kind: 'own-metrics'; readonly id: number; readonly text?: string; readonly error?: string };

export interface Asked {
  readonly nth: number;
  readonly process: Worker;
}

type Told = { readonly text?: string; readonly error?: string };

/** To print them takes milliseconds. A process that starts does not answer yet. */
const ownWithinMs = 2_000;
const withinMs = ownWithinMs + 1_000;

/** At the supervisor. */
export function createMetricsCollector(log: Pick<pino.Logger, 'warn'>): (asked: readonly Asked[]) => Promise<string> {
  let lastId = 0;

  async function textOf({ nth, process }: Asked): Promise<readonly [string, string][]> {
    const { text, error } = await ask(process, ++lastId);
    if (text !== undefined) return [[String(nth), text]];
    log.warn({ process: nth, reason: error }, 'a process did not tell its metrics');
    return [];
  }

  return async (asked) => joinExpositions('process', new Map((await Promise.all(asked.map(textOf))).flat()));
}

function ask(asked: Worker, id: number): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  if (!asked.isConnected()) return Promise.resolve({ error: 'it has ended' });
  const hear = (message: MetricsMessage) => {
    if (message.kind === 'own-metrics' && message.id === id) resolve(message);
  };
  const ended = () => resolve({ error: 'it has ended' });
  const late = setTimeout(resolve, ownWithinMs, { error: `it did not answer within ${ownWithinMs} ms` });
  asked.on('message', hear).once('disconnect', ended);
  asked.send({ kind: 'own-metrics', id } satisfies MetricsMessage);
  return promise.finally(() => {
    clearTimeout(late);
    asked.off('message', hear).off('disconnect', ended);
  });
}

/** At a process: those of all. */
export function metricsOfAll(own: Metrics): Metrics {
  const waiting = new Map<number, (text: string) => void>();
  let lastId = 0;
  const send = (message: MetricsMessage) => void (process.connected && process.send?.(message));
  process.on('message', (message: MetricsMessage) => {
    const { kind, id } = message;
    if (kind === 'metrics') waiting.get(id)?.(message.text ?? '');
    if (kind !== 'own-metrics') return;
    own.text().then(
      (text) => send({ kind, id, text }),
      (error: unknown) => send({ kind, id, error: String(error) }),
    );
  });
  return {
    ...own,
    text() {
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const late = setTimeout(() => reject(new Error('the supervisor did not answer')), withinMs);
      waiting.set(id, resolve);
      send({ kind: 'metrics', id });
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(id);
      });
    },
  };
}
