// The steps of an origin to the edges that follow it, over responses that never end (docs/edge.md).
// Invariant: what an edge gets joins: after the step that takes it from where it stands, it gets every frame since, in order.
import type { ServerResponse } from 'node:http';
import { isSame, type Position } from '../cache/position.ts';
import type { TableFrame, TableStep } from '../cache/tag-table.ts';
import { encodeMessage } from '../cache/wire.ts';

export interface Publisher {
  /** Each step of the origin's own feed. */
  step(step: TableStep): void;
  /** `after`: where the edge stands; null: nowhere. The response is the publisher's from then on. */
  add(response: ServerResponse, after: Standing | null): void;
  followers(): number;
  stop(): Promise<void>;
}

export interface Standing {
  readonly epoch: string;
  readonly position: Position;
}

export interface PublisherOptions {
  readonly buildId: string;
  /** The step that takes a follower from where it stands to now. */
  readonly stepFrom: (after: Standing | null) => Promise<TableStep>;
  readonly onError: (error: unknown) => void;
}

/** A write to a socket costs 40 µs: a hundred followers get their frames 40 ms apart, a few at once. */
const delayPerFollowerMs = 0.4;
const fewFollowers = 8;
const longestDelayMs = 50;
/** Steps for newcomers at once: when an origin starts, all edges come. */
const mostStepsAtOnce = 2;
/** An edge that does not read so much is cut off, and goes on from where it stands when it comes back. */
const mostUnsentBytes = 32 * 1024 * 1024;
const idleEveryMs = 5_000;

export function createPublisher({ buildId, stepFrom, onError }: PublisherOptions): Publisher {
  const followers = new Set<ServerResponse>();
  /** Those that have not got their first step yet, and what comes after it. */
  const newcomers = new Map<ServerResponse, Buffer[]>();
  const arriving: { response: ServerResponse; after: Standing | null }[] = [];
  let arrivals = 0;
  let isStopped = false;
  let unsent: TableFrame | null = null;
  let timer: NodeJS.Timeout | undefined;
  const hello = encodeMessage({ kind: 'hello', buildId });
  const idle = encodeMessage({ kind: 'idle' });
  const keepAlive = setInterval(() => sendAll(idle), idleEveryMs);

  function send(response: ServerResponse, bytes: Buffer): void {
    if (response.writableLength > mostUnsentBytes) response.destroy();
    else response.write(bytes);
  }

  function sendAll(bytes: Buffer): void {
    for (const response of followers) send(response, bytes);
    for (const waiting of newcomers.values()) waiting.push(bytes);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (unsent) sendAll(encodeMessage({ kind: 'frame', ...unsent }));
    unsent = null;
  }

  /** Those who stand at one place: after an origin was away, often all of them. A step may cost half a second. */
  function nextBatch(): { after: Standing | null; responses: ServerResponse[] } | null {
    const present = arriving.splice(0).filter(({ response }) => !response.destroyed);
    if (present.length === 0) return null;
    const { after } = present[0]!;
    const isAlike = (other: (typeof present)[number]) => isSamePlace(other.after, after);
    arriving.push(...present.filter((each) => !isAlike(each)));
    return { after, responses: present.filter(isAlike).map(({ response }) => response) };
  }

  function welcome(response: ServerResponse, step: Buffer): void {
    if (!newcomers.has(response)) return; // it has left, or we stop
    send(response, step);
    for (const bytes of newcomers.get(response)!) send(response, bytes);
    followers.add(response);
  }

  async function admit(): Promise<void> {
    if (arrivals >= mostStepsAtOnce) return;
    arrivals++;
    for (let batch = nextBatch(); batch; batch = nextBatch()) {
      // From now on they miss nothing: what is published while their step is made waits behind it.
      for (const response of batch.responses) newcomers.set(response, []);
      try {
        const bytes = encodeMessage(await stepFrom(batch.after));
        for (const response of batch.responses) welcome(response, bytes);
      } catch (error) {
        if (batch.responses.some((response) => newcomers.has(response))) onError(error);
        for (const response of batch.responses) response.destroy();
      } finally {
        for (const response of batch.responses) newcomers.delete(response);
      }
    }
    arrivals--;
  }

  return {
    step(step) {
      if (followers.size + newcomers.size === 0) {
        unsent = null; // for those that have left; whoever comes gets a step of its own
        return;
      }
      if (step.kind === 'reset') {
        flush();
        sendAll(encodeMessage(step));
        return;
      }
      const { epoch, prev, next, invalidations } = step;
      unsent = {
        epoch,
        prev: unsent?.prev ?? prev,
        next,
        invalidations: [...(unsent?.invalidations ?? []), ...invalidations],
      };
      if (followers.size <= fewFollowers) flush();
      else timer ??= setTimeout(flush, Math.min(longestDelayMs, delayPerFollowerMs * followers.size));
    },
    add(response, after) {
      response.once('close', () => {
        followers.delete(response);
        newcomers.delete(response);
      });
      response.writeHead(200, { 'content-type': 'application/vnd.clientele.frames', 'cache-control': 'no-store' });
      if (isStopped) return void response.end(hello);
      response.write(hello);
      arriving.push({ response, after });
      void admit();
    },
    followers: () => followers.size + newcomers.size,
    async stop() {
      isStopped = true;
      clearInterval(keepAlive);
      clearTimeout(timer);
      const everybody = [...followers, ...newcomers.keys(), ...arriving.map(({ response }) => response)];
      arriving.length = 0;
      newcomers.clear();
      followers.clear();
      for (const response of everybody) {
        if (response.writableLength > 0)
          response.destroy(); // it does not read, and would keep the listener for long
        else response.end();
      }
    },
  };
}

const isSamePlace = (a: Standing | null, b: Standing | null): boolean =>
  a === null || b === null ? a === b : a.epoch === b.epoch && isSame(a.position, b.position);
