// The other form of the feed: signed posts to an edge that cannot reach us, or where a stream cannot be held (docs/subgraphs.md).
// Invariant: what goes back with a challenge was read after the challenge came; that is the proof that the edge is fresh.
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Feed, isNews, type Standing, type Step } from './feed.ts';
import { standingOf } from './stream.ts';

const pollMs = 10;
/** A post at least so often, also when there is nothing to tell: the edge is then at most two of these behind, and waits for five. */
const proveMs = 200;
const retryMs = 500;

interface Reply {
  readonly challenge: string;
  /** Where the edge stands. */
  readonly after: Standing | null;
}

export async function push(options: {
  /** Of the edge, without a path. */
  readonly url: string;
  readonly key: string;
  readonly feed: Feed;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { url, key, feed, signal } = options;

  async function post(challenge: string | undefined, messages: readonly Step[]): Promise<Reply> {
    const body = JSON.stringify({ challenge, messages });
    const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
    const response = await fetch(new URL('/_cache/frames/billing', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-clientele-signature': signature },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    const reply = (await response.json()) as { challenge: string; at: string | null };
    if (!response.ok && response.status !== 409) throw new Error(`the edge answered ${response.status}`);
    return { challenge: reply.challenge, after: standingOf(reply.at) };
  }

  /** What the edge lacks, as soon as there is something; after a while nothing, which says that there was nothing. */
  async function news(after: Standing | null): Promise<Step[]> {
    const until = performance.now() + proveMs;
    for (;;) {
      const step = await feed.stepFrom(after);
      if (isNews(step)) return [step];
      if (performance.now() > until || signal.aborted) return [];
      await pause(pollMs);
    }
  }

  let last: Reply | null = null;
  while (!signal.aborted) {
    try {
      last = last ? await post(last.challenge, await news(last.after)) : await post(undefined, []);
    } catch {
      last = null; // the edge or the database is away: ask again where the edge stands
      await pause(retryMs, null, { signal }).catch(() => {});
    }
  }
}
