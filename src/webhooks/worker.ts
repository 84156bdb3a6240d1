// What `clientele worker` does for webhooks: follows the feed, makes deliveries of it, and sends them.
// Invariant: any number of workers may run; one of them at a time follows the feed, and an endpoint's turn is one worker's.
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '../db/pool.ts';
import type { EndReason } from './endpoint.ts';
import { createProducer } from './producer.ts';
import { startQueue, type Turn } from './queue.ts';
import { createSecretBox } from './secret.ts';
import { type Attempt, createSender, type Sender, type SenderOptions } from './send.ts';
import type { Tell } from './telling.ts';
import { createTurns } from './turn.ts';

export interface WebhookWorkerOptions extends SenderOptions {
  readonly databaseUrl: string;
  /** Of the app role: reads and writes of one tenant. */
  readonly pool: Pool;
  /** Of the worker's role: reads the feed of all tenants. */
  readonly feedPool: Pool;
  readonly pepper: string;
  readonly tell: Tell;
  readonly onError: (error: unknown) => void;
  readonly onEnd: (turn: Turn, reason: EndReason) => void;
  readonly onAttempt?: (attempt: Attempt) => void;
  /** A turn of an endpoint has ended. */
  readonly onTurn?: (seconds: number) => void;
  /** Changes may be missing: endpoints are told, and so is the operator. */
  readonly onGap: () => void;
  /** Milliseconds of the day's clock, which deliveries are timed by. @default Date.now */
  readonly now?: () => number;
}

/** Between two looks at the feed when there is nothing in it. */
const lookEveryMs = 200;
/** After an error. */
const retryMs = 2_000;

export async function startWebhookWorker(options: WebhookWorkerOptions): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, pool, feedPool, pepper, tell, onError, onEnd, onGap, now = Date.now, ...rest } = options;
  const { onAttempt = () => {}, onTurn = () => {}, ...sending } = rest;
  const { send } = createSender(sending);
  const sender: Sender = {
    async send(...post) {
      const attempt = await send(...post);
      onAttempt(attempt);
      return attempt;
    },
  };
  const take = createTurns({ pool, box: createSecretBox(pepper), tell, sender, now, onEnd, ...sending });
  const timed: typeof take = async (turn, signal) => {
    const beganMs = performance.now();
    const next = await take(turn, signal);
    onTurn((performance.now() - beganMs) / 1_000);
    return next;
  };
  const queue = await startQueue({ url: databaseUrl, take: timed, onError });
  const producer = createProducer({ pool: feedPool, queue, tell, now, onGap });
  const stopped = new AbortController();

  async function follow(): Promise<void> {
    while (!stopped.signal.aborted) {
      let waitMs = lookEveryMs;
      try {
        if (await producer.step()) waitMs = 0;
      } catch (error) {
        onError(error);
        waitMs = retryMs;
      }
      if (waitMs > 0) await pause(waitMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  const following = follow();
  return {
    async stop() {
      stopped.abort();
      await following;
      await queue.stop();
    },
  };
}
