// How a subgraph tells of its writes by signed posts to an edge.
import { setTimeout as pause } from 'node:timers/promises';
import { isVisible } from '../cache/position.ts';
import type { Bench } from './bench.ts';
import type { PostListener } from './post-listener.ts';
import type { Rule } from './rule.ts';
import { Broken } from './verdict.ts';

const times = 20;
const arriveWithinMs = 5_000;
const toldWithinMs = 1_000;
/** An edge that has no younger proof serves nothing. */
const blindAfterMs = 1_000;
const silenceMs = 3_000;
const lookEveryMs = 20;

const postsOf = ({ posts }: Bench): PostListener => posts!; // these rules are for those who post

async function until(withinMs: number, isSo: () => boolean): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > deadline) return false;
    await pause(lookEveryMs / 4);
  }
  return true;
}

const isProven = ({ asOf }: PostListener) => performance.now() - asOf() < blindAfterMs;

async function expectProof(posts: PostListener): Promise<void> {
  if (await until(arriveWithinMs, () => isProven(posts))) return;
  const last = posts.refusal();
  throw new Broken(
    last === null
      ? `within ${arriveWithinMs} ms there was no post that answers a challenge and tells where the subgraph stands`
      : `the last post was refused: ${last}`,
  );
}

const arrive: Rule = {
  name: 'posts come, are signed, answer their challenges and join',
  check: async (bench) => void (await expectProof(postsOf(bench))),
};

const everyWrite: Rule = {
  name: 'every write is posted, under its tenant',
  async check(bench) {
    const posts = postsOf(bench);
    await expectProof(posts);
    const delays: number[] = [];
    for (let time = 0; time < times; time++) {
      const from = posts.steps().length;
      const viewer = bench.viewers[time % 2]!;
      const { committed } = await bench.mutate(viewer);
      const committedMs = performance.now();
      const isSeen = () => committed.every((version) => isVisible(version, posts.know().table().position()));
      if (!(await until(toldWithinMs, isSeen)))
        throw new Broken(`version ${committed} was committed, and no post in ${toldWithinMs} ms sees it`);
      delays.push(performance.now() - committedMs);
      const told = posts
        .steps()
        .slice(Math.max(0, from - 1)) // it may have come before the answer to the mutation
        .flatMap(({ invalidations }) => invalidations)
        .filter(({ xid }) => committed.includes(xid));
      if (told.length === 0) throw new Broken(`the posts see version ${committed}, and have no invalidation of it`);
      const strange = told.find(({ tenantId }) => tenantId !== viewer.tenantId && tenantId !== '');
      if (strange)
        throw new Broken(`version ${committed} was written by ${viewer.tenantId}, and is told of ${strange.tenantId}`);
    }
    delays.sort((a, b) => a - b);
    return `${Math.round(delays[times / 2]!)} ms after the commit (median), ${Math.round(delays.at(-1)!)} ms at most`;
  },
};

const proven: Rule = {
  name: 'posts prove that an edge is fresh, also while nothing is written',
  async check(bench) {
    const posts = postsOf(bench);
    await expectProof(posts);
    let oldest = 0;
    for (const endMs = performance.now() + silenceMs; performance.now() < endMs; await pause(lookEveryMs))
      oldest = Math.max(oldest, performance.now() - posts.asOf());
    if (oldest > blindAfterMs) throw new Broken(`the last proof was ${Math.round(oldest)} ms old`);
    return `the oldest proof was ${Math.round(oldest)} ms old`;
  },
};

const again: Rule = {
  name: 'an edge that has forgotten everything is told anew',
  async check(bench) {
    const posts = postsOf(bench);
    await expectProof(posts);
    posts.forget();
    await expectProof(posts);
    return undefined;
  },
};

export const postRules: readonly Rule[] = [arrive, everyWrite, proven, again];
