// What an edge knows of changes: the stream of an origin, and the proofs that it is fresh (docs/edge.md).
// Invariant: `asOf` is a time before which everything that was committed is in the table. It rests on this node's own clock alone.
import { covers, type Position, printPosition } from '../cache/position.ts';
import type { Feed } from '../cache/sources.ts';
import type { TableStep, TagTable } from '../cache/tag-table.ts';
import { createMessageReader, type Message } from '../cache/wire.ts';
import { edgeAgeHeader } from '../http/edge-roll.ts';
import type { EdgeReadings } from '../observability/edge-metrics.ts';
import { createLineReader, parse, standing } from './contract.ts';
import type { OriginClient } from './origin.ts';
import { createWaiting } from './waiting.ts';

export interface EdgeFeed extends Feed {
  start(): void;
  /** Of the origin that was heard last. */
  buildId(): string;
  /** Whether an origin answered within the last seconds. */
  isOriginThere(): boolean;
  /** Whether it has answered none of the last questions: it does not pay to wait for it long. */
  isOriginSilent(): boolean;
  /** For metrics. */
  readings(): Pick<EdgeReadings, 'isStreamOpen' | 'streams'>;
  stop(): Promise<void>;
}

export interface EdgeFeedOptions {
  readonly origin: Pick<OriginClient, 'ask' | 'open' | 'renew'>;
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

interface Stream {
  readonly openedMs: number;
  /** When it brought something, or was opened. */
  heardMs: number;
  cut(): void;
}

/** A stream that does not bring in this time what the origin has is dead, whatever its connection says. */
const silentAfterMs = 800;
/** A great step may take longer, and must not be cut for ever: each stream that is cut makes the next one last twice as long. */
const longestPatienceMs = 30_000;
const askWithinMs = 900;
const thereForMs = 5_000;
/** Eight questions: an origin that is merely busy answers one of them. */
const silentForMs = 2_000;
const longestPauseMs = 2_000;
/** The oldest, and the latest of all others: for positions only grow. */
const mostProofs = 64;

export function createEdgeFeed(options: EdgeFeedOptions): EdgeFeed {
  const { origin, table, take, onError = () => {}, askEveryMs = 250, now = () => performance.now() } = options;
  let asOf = Number.NEGATIVE_INFINITY;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let buildId = '';
  let proofs: Proof[] = [];
  const waiting = createWaiting();
  let isStopped = false;
  let stream: Stream | null = null;
  let isStreamOpen = false;
  let streams = 0;
  let patienceMs = silentAfterMs;
  /** Of streams, in a row. */
  let failures = 0;
  let endPause = () => {};
  /** The last question, if it has no answer yet. */
  let asking: Promise<void> | null = null;
  let isAskedAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  /** Of one stream. Ours is binary, those of others are lines (docs/subgraphs.md). */
  function createReader(type: string | undefined): (chunk: Buffer) => void {
    let isFirst = true;
    const read = type?.startsWith('application/x-ndjson') ? createLineReader : createMessageReader;
    return read((message) => {
      if (message.kind === 'hello') buildId = message.buildId;
      if (message.kind === 'frame') onFrame(message);
      if (message.kind === 'reset') onReset(message, isFirst);
      if (message.kind === 'frame' || message.kind === 'reset') isFirst = false;
      settle();
    });
  }

  /**
   * The first step of a stream was made from the database for this edge, and says what is. Those behind it come from the feed of
   * the origin, which may have read them earlier: they must not take the table back behind what it is known to know.
   */
  function onReset(reset: Message & { kind: 'reset' }, isFirst: boolean): void {
    const { epoch, identity, position } = table();
    const isBehind = !isFirst && reset.identity === identity() && covers(position(), reset.next);
    if (!isBehind) take(reset);
    else if (reset.epoch !== epoch()) throw new Error('the stream goes back to an epoch before');
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
    for (const proof of proofs) {
      if (proof.askedMs <= asOf || !isMet(proof)) continue;
      asOf = proof.askedMs;
      patienceMs = silentAfterMs;
    }
    proofs = proofs.filter(({ askedMs }) => askedMs > asOf);
    waiting.settle(asOf);
  }

  /** Asks where the origin stands; who calls while a question is under way is served by the next one, which follows at once. */
  function ask(): void {
    if (asking !== null) isAskedAgain = true;
    else if (!isStopped) put();
  }

  /** A question that is lost does not hold up the next one. */
  function put(): void {
    clearTimeout(timer);
    timer = setTimeout(put, askEveryMs);
    isAskedAgain = false;
    const asked = askOnce().finally(() => {
      if (asking !== asked) return;
      asking = null;
      if (isAskedAgain && !isStopped) put();
    });
    asking = asked;
  }

  async function askOnce(): Promise<void> {
    await null; // who asks in the same turn is served by this one
    const askedMs = now();
    try {
      const headers = asOf > 0 ? { [edgeAgeHeader]: String(Math.round(askedMs - asOf)) } : {};
      const path = '/_cache/position';
      const { status, body } = await origin.ask({ method: 'GET', path, headers, timeoutMs: askWithinMs });
      if (status !== 200) return;
      const told = parse(standing, JSON.parse(body.toString()), 'the position');
      const lastAnsweredMs = answeredMs;
      answeredMs = now();
      buildId = told.buildId;
      proofs.push({ askedMs, epoch: told.epoch, position: told.position });
      if (proofs.length > mostProofs) proofs.splice(1, 1);
      settle();
      if (!isStopped) tend(answeredMs - lastAnsweredMs > silentAfterMs);
    } catch {
      // The stream tells of it too, and asOf grows old.
    }
  }

  /** Whether the stream brings what the origin has; after a silence of both it has to at once, or its connection is taken for lost. */
  function tend(isBack: boolean): void {
    if (isBack) {
      origin.renew();
      failures = 0;
      endPause();
    }
    if (stream === null || proofs.length === 0) return;
    const isLost = isBack && answeredMs - stream.heardMs > silentAfterMs;
    const isSilent = answeredMs - Math.max(stream.openedMs, proofs[0]!.askedMs) > patienceMs;
    if (isSilent) patienceMs = Math.min(2 * patienceMs, longestPatienceMs);
    if (isLost || isSilent) stream.cut();
  }

  async function follow(): Promise<void> {
    for (; !isStopped; failures++) {
      const openedMs = now();
      await new Promise<void>((resolve) => {
        const onOpen = (type: string | undefined) => {
          const read = createReader(type);
          isStreamOpen = true;
          streams++;
          return (chunk: Buffer) => {
            if (stream) stream.heardMs = now();
            read(chunk);
          };
        };
        const cut = origin.open(`/_cache/stream?after=${afterOf()}`, onOpen, (error) => {
          if (error) onError(error);
          resolve();
        });
        stream = { openedMs, heardMs: openedMs, cut };
      });
      stream = null;
      isStreamOpen = false;
      if (now() - openedMs > longestPauseMs) failures = 0;
      if (!isStopped) await pause(Math.min(longestPauseMs, 20 * 2 ** failures) * (0.5 + Math.random()));
    }
  }

  async function pause(ms: number): Promise<void> {
    let pausing: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      endPause = resolve;
      pausing = setTimeout(resolve, ms);
    });
    clearTimeout(pausing);
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
      const synced = waiting.add(now(), timeoutMs);
      ask();
      return synced;
    },
    buildId: () => buildId,
    isOriginThere: () => now() - answeredMs < thereForMs,
    isOriginSilent: () => now() - answeredMs > silentForMs,
    readings: () => ({ isStreamOpen, streams }),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      waiting.end();
      endPause();
      stream?.cut();
      await running;
    },
  };
}
