// What an edge knows of changes: the stream of an origin, and the proofs that it is fresh (docs/edge.md).
// Invariant: `asOf` is a time before which everything that was committed is in the table. It rests on this node's own clock alone.
import { setTimeout as pause } from 'node:timers/promises';
import type { Feed } from '../cache/cache.ts';
import { covers, type Position, parsePosition, printPosition } from '../cache/position.ts';
import type { TableStep, TagTable } from '../cache/tag-table.ts';
import { createMessageReader, type Message } from '../cache/wire.ts';
import type { OriginClient } from './origin.ts';

export interface EdgeFeed extends Feed {
  start(): void;
  /** Of the origin that was heard last. */
  buildId(): string;
  /** Whether an origin answered within the last seconds. */
  isOriginThere(): boolean;
  stop(): Promise<void>;
}

export interface EdgeFeedOptions {
  readonly origin: Pick<OriginClient, 'ask' | 'open'>;
  readonly table: () => TagTable;
  readonly take: (step: TableStep) => void;
  readonly onError?: (error: unknown) => void;
  /** Between two questions to the origin where it stands. @default 250 */
  readonly askEveryMs?: number;
  readonly now?: () => number;
}

/** An origin's answer to where it stands: what was committed before `askedMs` is visible at `position`. */
interface Proof {
  readonly askedMs: number;
  readonly epoch: string;
  readonly position: Position;
}

interface Waiting {
  readonly sinceMs: number;
  resolve(): void;
}

/** A stream that does not bring in this time what the origin has is dead, whatever its connection says. */
const silentAfterMs = 800;
const askWithinMs = 900;
const thereForMs = 5_000;
const longestPauseMs = 2_000;

export function createEdgeFeed(options: EdgeFeedOptions): EdgeFeed {
  const { origin, table, take, onError = () => {}, askEveryMs = 250, now = () => performance.now() } = options;
  let asOf = Number.NEGATIVE_INFINITY;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let buildId = '';
  let proofs: Proof[] = [];
  let waiting: Waiting[] = [];
  let isStopped = false;
  let cut: (() => void) | null = null;
  let asking: Promise<void> | null = null;
  let isAskedAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  function onMessage(message: Message): void {
    if (message.kind === 'hello') buildId = message.buildId;
    else if (message.kind === 'reset') take(message);
    else if (message.kind === 'frame') onFrame(message);
    settle();
  }

  /** Frames may overlap, and come twice: what is taken again changes nothing. Where one is missing, the stream begins anew from here. */
  function onFrame(frame: Message & { kind: 'frame' }): void {
    const at = table().position();
    if (frame.epoch !== table().epoch()) throw new Error('the stream goes on in another epoch');
    if (covers(at, frame.next)) return;
    if (!covers(at, frame.prev)) throw new Error('the stream has a gap');
    take({ ...frame, prev: at });
  }

  /** Which proofs does the table satisfy by now? */
  function settle(): void {
    const isMet = ({ epoch, position }: Proof) => epoch === table().epoch() && covers(table().position(), position);
    for (const proof of proofs) if (isMet(proof) && proof.askedMs > asOf) asOf = proof.askedMs;
    proofs = proofs.filter(({ askedMs }) => askedMs > asOf);
    for (const each of waiting) if (each.sinceMs <= asOf) each.resolve();
    waiting = waiting.filter(({ sinceMs }) => sinceMs > asOf);
  }

  /** Asks where the origin stands; who calls while a question is under way is served by the next one, which follows at once. */
  function ask(): void {
    if (isStopped) return;
    if (asking !== null) {
      isAskedAgain = true;
      return;
    }
    clearTimeout(timer);
    asking = askOnce().finally(() => {
      asking = null;
      timer = setTimeout(ask, isAskedAgain ? 0 : askEveryMs);
      if (isStopped) clearTimeout(timer);
      isAskedAgain = false;
    });
  }

  async function askOnce(): Promise<void> {
    await null; // who asks in the same turn is served by this one
    const askedMs = now();
    try {
      const { status, body } = await origin.ask({ method: 'GET', path: '/_cache/position', timeoutMs: askWithinMs });
      if (status !== 200) return;
      const told = JSON.parse(body.toString());
      answeredMs = now();
      buildId = String(told.buildId);
      proofs.push({ askedMs, epoch: String(told.epoch), position: parsePosition(told.position) });
      settle();
      if (proofs.length > 0 && now() - proofs[0]!.askedMs > silentAfterMs) {
        proofs = [];
        cut?.();
      }
    } catch {
      // The stream tells of it too, and asOf grows old.
    }
  }

  async function follow(): Promise<void> {
    for (let failures = 0; !isStopped; failures++) {
      const beganMs = now();
      await new Promise<void>((resolve) => {
        const read = createMessageReader(onMessage);
        cut = origin.open(`/_cache/stream?after=${afterOf()}`, read, (error) => {
          if (error) onError(error);
          resolve();
        });
        if (isStopped) cut();
      });
      cut = null;
      if (now() - beganMs > longestPauseMs) failures = 0;
      const ms = Math.min(longestPauseMs, 20 * 2 ** failures) * (0.5 + Math.random());
      await pause(ms, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  function afterOf(): string {
    const epoch = table().epoch();
    return epoch === null ? '' : encodeURIComponent(`${epoch}@${printPosition(table().position())}`);
  }

  return {
    start() {
      running = follow();
      ask();
    },
    asOf: () => asOf,
    wanted() {},
    sync(timeoutMs = 1_000) {
      return new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting = waiting.filter((other) => other !== each);
          reject(new Error(`the edge was not up to date within ${timeoutMs} ms`));
        }, timeoutMs);
        const each: Waiting = {
          sinceMs: now(),
          resolve() {
            clearTimeout(late);
            resolve();
          },
        };
        waiting.push(each);
        ask();
      });
    },
    buildId: () => buildId,
    isOriginThere: () => now() - answeredMs < thereForMs,
    async stop() {
      isStopped = true;
      stopping.abort();
      clearTimeout(timer);
      cut?.();
      await Promise.all([running, asking]);
      clearTimeout(timer);
    },
  };
}
