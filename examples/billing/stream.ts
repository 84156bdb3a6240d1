// The stream of steps to one follower. Invariant: each frame begins where the one before ended, because its end is what the next
// one is asked from. Every follower polls by itself: with some dozens of them, let one poll serve all.
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Feed, isNews, type Standing } from './feed.ts';

const pollMs = 10;
const idleMs = 5_000;
/** Who does not read is cut off, and goes on from where it stands when it comes back. */
const mostUnsentBytes = 16 * 1024 * 1024;

/** `<epoch>@<position>`; null for what is none: then the follower begins anew. */
export function standingOf(text: string | null): Standing | null {
  const [, epoch, position] = /^(.+)@(\d{1,16}:\d{1,16}:[\d,]*)$/.exec(text ?? '') ?? [];
  return epoch && position ? { epoch, position } : null;
}

export async function follow(options: {
  readonly feed: Feed;
  readonly response: ServerResponse;
  readonly after: Standing | null;
  readonly buildId: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { feed, response, buildId, signal } = options;
  const send = (message: object) => response.write(`${JSON.stringify(message)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  send({ kind: 'hello', buildId });
  const idle = setInterval(() => send({ kind: 'idle' }), idleMs);
  let { after } = options;
  let isFirst = true;
  try {
    while (!signal.aborted && !response.destroyed && response.writableLength < mostUnsentBytes) {
      const step = await feed.stepFrom(after);
      if (isFirst || isNews(step)) send(step);
      isFirst = false;
      after = { epoch: step.epoch, position: step.next };
      await pause(pollMs);
    }
    if (signal.aborted) response.end();
    else response.destroy();
  } catch {
    response.destroy(); // the database is away: the follower comes back
  } finally {
    clearInterval(idle);
  }
}
