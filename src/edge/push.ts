// What an edge knows of a source that posts its writes, signed (docs/subgraphs.md). Each answer holds a challenge; a post that gives
// it back tells of a position that was read after the challenge was made, on this node's own clock.
// Invariant: nothing is taken from a post that does not answer a challenge of this process, and each is answered once: a post that
// was recorded, or comes late or twice, changes nothing.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { covers, printPosition } from '../cache/position.ts';
import type { Feed } from '../cache/sources.ts';
import type { TableStep, TagTable } from '../cache/tag-table.ts';
import type { Ingested } from '../http/ingest.ts';
import { parse, post } from './contract.ts';
import { createWaiting } from './waiting.ts';

export interface PushFeed extends Feed {
  /** A post as it came. 409: it answers no challenge that is still open, or does not join. */
  accept(body: string, signature: string | undefined): Ingested;
  /** As the subgraph said last; ''. */
  buildId(): string;
  stop(): void;
}

export interface PushFeedOptions {
  readonly key: string;
  readonly table: () => TagTable;
  readonly take: (step: TableStep) => void;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

interface Challenge {
  readonly madeMs: number;
  /** Steps that were taken before. */
  readonly taken: number;
}

/** Of several processes that post, and of posts that were lost. */
const mostChallenges = 64;
/** An answer to an older one proves nothing that is of use. */
const challengeMs = 10_000;

export function createPushFeed({ key, table, take, now = () => performance.now() }: PushFeedOptions): PushFeed {
  let asOf = Number.NEGATIVE_INFINITY;
  /** The oldest first. */
  const challenges = new Map<string, Challenge>();
  let taken = 0;
  let buildId = '';
  const waiting = createWaiting();

  function isSigned(body: string, signature = ''): boolean {
    const right = Buffer.from(`sha256=${createHmac('sha256', key).update(body).digest('hex')}`);
    const given = Buffer.from(signature);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  function challenge(): string {
    const made = randomBytes(16).toString('base64url');
    if (challenges.size >= mostChallenges) challenges.delete(challenges.keys().next().value!);
    challenges.set(made, { madeMs: now(), taken });
    return made;
  }

  /** A new challenge, and where the edge stands. */
  function answer(status: 200 | 409): Ingested {
    const epoch = table().epoch();
    const at = epoch === null ? null : `${epoch}@${printPosition(table().position())}`;
    return { status, body: { challenge: challenge(), at } };
  }

  /** Null: there is none such. */
  function redeem(given: string | null | undefined): Challenge | null {
    const found = given == null ? undefined : challenges.get(given);
    if (found === undefined) return null;
    challenges.delete(given!);
    return now() - found.madeMs <= challengeMs ? found : null;
  }

  /**
   * False if something is missing. Frames may overlap. A reset must not take the table back behind what another process has told
   * since this one read it.
   */
  function joins(step: TableStep, isLatest: boolean): boolean {
    const at = table().position();
    if (step.kind === 'reset') return isLatest;
    return step.epoch === table().epoch() && covers(at, step.prev);
  }

  function takeAll(messages: readonly TableStep[], isLatest: boolean): boolean {
    for (const step of messages) {
      if (!joins(step, isLatest)) return false;
      const at = table().position();
      if (step.kind === 'reset') take(step);
      else if (covers(at, step.next)) continue;
      else take({ ...step, prev: at });
      taken++;
    }
    return table().epoch() !== null;
  }

  return {
    accept(body, signature) {
      if (!isSigned(body, signature))
        return refusal(401, 'UNAUTHENTICATED', 'The signature does not fit the body and the key of this subgraph.');
      let told: z.output<typeof post>;
      try {
        told = parse(post, JSON.parse(body), 'the post');
      } catch (error) {
        return refusal(400, 'BAD_REQUEST', (error as Error).message);
      }
      const redeemed = redeem(told.challenge);
      if (!redeemed || !takeAll(told.messages, redeemed.taken === taken)) return answer(409);
      buildId = told.buildId ?? buildId;
      asOf = Math.max(asOf, redeemed.madeMs);
      waiting.settle(asOf);
      return answer(200);
    },
    buildId: () => buildId,
    asOf: () => asOf,
    wanted() {},
    sync: (timeoutMs = 1_000) => waiting.add(now(), timeoutMs),
    stop: () => waiting.end(),
  };
}

const refusal = (status: 400 | 401, code: string, message: string): Ingested => ({
  status,
  body: { error: { code, message } },
});
