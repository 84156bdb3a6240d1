// The steps of an origin to the edges that follow it, over responses that never end (docs/edge.md).
// Invariant: what an edge gets joins: after the step that takes it from where it stands, it gets every frame since, in order.
import type { ServerResponse } from 'node:http';
import type { Position } from '../cache/position.ts';
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

  async function admit(): Promise<void> {
    if (arrivals >= mostStepsAtOnce) return;
    arrivals++;
    for (let next = arriving.shift(); next; next = arriving.shift()) {
      const { response, after } = next;
      // From now on it misses nothing: what is published while its step is made waits behind it.
      newcomers.set(response, []);
      try {
        const step = await stepFrom(after);
        if (!newcomers.has(response)) continue; // it has left
        send(response, encodeMessage(step));
        for (const bytes of newcomers.get(response)!) send(response, bytes);
        followers.add(response);
      } catch (error) {
        onError(error);
        response.destroy();
      } finally {
        newcomers.delete(response);
      }
    }
    arrivals--;
  }

  return {
    step(step) {
      if (followers.size + newcomers.size === 0) return;
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
      response.write(hello);
      arriving.push({ response, after });
      void admit();
    },
    followers: () => followers.size + newcomers.size,
    async stop() {
      clearInterval(keepAlive);
      clearTimeout(timer);
      arriving.length = 0;
      for (const response of [...followers, ...newcomers.keys()]) response.end();
    },
  };
}
