// Follows the change table: polls it by the difference of two snapshots, and hands each step on, in order and once
// (docs/coherence.md). Invariant: whatever becomes of the connection, the next step goes on from the last one or is a reset.
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { type Position, printPosition } from '../cache/position.ts';
import type { Step } from './frame.ts';
import { createPace } from './pace.ts';
import { createChangePool, stepFrom } from './step.ts';

export interface RelayOptions {
  readonly url: string;
  /** @default 'clientele_relay' */
  readonly role?: string;
  /** Called in order, never twice for a step. If it throws, a reset follows. */
  readonly onStep: (step: Step) => void;
  /** Told of what keeps the relay from going on; the same thing again only after it went well in between. */
  readonly onError?: (error: unknown) => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Between polls while nothing is committed. @default 10 */
  readonly idleMs?: number;
  /** Between polls while changes come. @default 5 */
  readonly busyMs?: number;
}

export interface Relay {
  /** Resolves when the first reset was delivered; rejects when the first try fails, and goes on trying until stop(). */
  start(): Promise<void>;
  /**
   * Resolves when a poll that began after this call was delivered: everything committed before the call is applied then.
   * Rejects after `timeoutMs` (1,000), or when the database is away.
   */
  sync(timeoutMs?: number): Promise<void>;
  /** When the last delivered poll began: everything committed before is applied. -Infinity before the first. */
  asOf(): number;
  /** Somebody uses what the relay keeps fresh. Where nobody has for 10 s, polls are 100 ms apart. */
  wanted(): void;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** A poll without an answer for so long means a dead connection. It is found within 1 s, since looks are 200 ms apart. */
const deadAfterMs = 800;
/** A first reset may hold 50,000 changes, and nobody is served until it is here. */
const deadAtStartAfterMs = 5_000;
const longestPatienceMs = 30_000;
const watchEveryMs = 200;

const probe = { name: 'change_probe', text: 'select pg_current_snapshot()::text', rowMode: 'array' } as const;

export function createRelay(options: RelayOptions): Relay {
  const { url, role, onStep, onError = () => {}, now = () => performance.now() } = options;
  const pace = createPace({ now, idleMs: options.idleMs ?? 10, busyMs: options.busyMs ?? 5 });
  const pool = createChangePool({ url, max: 1, connectTimeoutMs: 1_000, ...(role && { role }) });
  let after: { epoch: string; position: Position } | null = null;
  /** `after` as PostgreSQL prints it. */
  let standing = '';
  let hasMoved = true;
  let asOf = Number.NEGATIVE_INFINITY;
  let waiting = new Set<Waiting>();
  let isStopped = false;
  let running: Promise<void> | undefined;
  let reported = '';
  /** The poll that waits for an answer, and since when. */
  let pending: { stream: Duplex; since: number } | null = null;
  let patienceMs = deadAfterMs;

  function report(error: unknown): void {
    const message = String(error);
    if (message !== reported && !isStopped) onError(error);
    reported = message;
  }

  function rejectAll(error: Error): void {
    for (const each of waiting) each.reject(error);
    waiting.clear();
  }

  /** Waits no longer than `patienceMs` for each answer: a peer that is gone without a word would otherwise be noticed in minutes. */
  function watch(): void {
    if (!pending || now() - pending.since < (after ? patienceMs : Math.max(patienceMs, deadAtStartAfterMs))) return;
    patienceMs = Math.min(patienceMs * 2, longestPatienceMs); // a great step may take long, and must not be cut for ever
    pending.stream.destroy(new Error('the database did not answer in time'));
    pending = null;
  }

  /** Delivers what was committed until now. Everybody who waits when it begins has what they wait for when it ends. */
  async function poll(client: pg.PoolClient, stream: Duplex): Promise<void> {
    const served = waiting;
    waiting = new Set();
    const began = now();
    pending = { stream, since: began };
    try {
      // The same snapshot again: nothing was committed. So an idle poll reads no table at all.
      hasMoved ||= (await client.query<[string]>(probe)).rows[0]![0] !== standing;
      const step = hasMoved ? await stepFrom(client, after) : null;
      pending = null;
      patienceMs = deadAfterMs;
      if (isStopped) return;
      pace.told(step !== null && step.changes.length > 0);
      if (step) deliver(step);
      asOf = began;
      for (const each of served) each.resolve();
      served.clear();
    } finally {
      pending = null;
      for (const each of served) waiting.add(each); // the next connection serves them
    }
  }

  function deliver(step: Step): void {
    const next = printPosition(step.next);
    hasMoved = step.kind === 'reset' || next !== standing;
    if (!hasMoved) return;
    after = null; // until it is taken
    onStep(step);
    after = { epoch: step.epoch, position: step.next };
    standing = next;
  }

  /** Polls until something fails. */
  async function follow(client: pg.PoolClient, onDelivered: () => void): Promise<void> {
    const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
    hasMoved = true; // positions of another identity may look alike
    while (!isStopped) {
      await poll(client, stream);
      onDelivered();
      if (waiting.size === 0) await pace.untilNextPoll();
    }
  }

  async function run(first: { resolve(): void; reject(error: unknown): void }): Promise<void> {
    let isFirst = true;
    for (let failures = 0; !isStopped; failures++) {
      let client: pg.PoolClient | undefined;
      try {
        client = await pool.connect();
        await follow(client, () => {
          isFirst = false;
          failures = 0;
          reported = '';
          first.resolve();
        });
      } catch (error) {
        if (isFirst) reported = String(error); // told by start()
        first.reject(error);
        isFirst = false;
        report(error);
        // With a connection at hand the next one may do; without one, or for the second time, the database is away.
        if (!client || failures > 0) rejectAll(new Error('the database is away', { cause: error }));
      } finally {
        client?.release(true);
      }
      await pace.untilNextTry(failures);
    }
    first.reject(new Error('the relay was stopped'));
  }

  async function stop(): Promise<void> {
    isStopped = true;
    pace.stop();
    pending?.stream.destroy();
    await running;
    rejectAll(new Error('the relay was stopped'));
    if (!pool.ended) await pool.end();
  }

  return {
    start() {
      const watcher = setInterval(watch, watchEveryMs);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      running = run({ resolve, reject }).finally(() => clearInterval(watcher));
      return promise;
    },
    sync(timeoutMs = 1_000) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (isStopped || !running) {
        reject(new Error('the relay does not run'));
        return promise;
      }
      const each: Waiting = { resolve, reject };
      const timer = setTimeout(() => {
        waiting.delete(each);
        reject(new Error(`the relay was not up to date within ${timeoutMs} ms`));
      }, timeoutMs);
      waiting.add(each);
      pace.wake();
      return promise.finally(() => clearTimeout(timer));
    },
    asOf: () => asOf,
    wanted: pace.wanted,
    stop,
  };
}
