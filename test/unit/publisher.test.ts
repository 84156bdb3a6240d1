// The publisher over real connections: whoever comes, stays, sleeps or leaves, nobody else is held up and nothing is missing.
import { afterEach, expect, it } from 'vitest';
import {
  frame,
  noted,
  seen,
  startPublisher,
  type TestPublisher,
  type TestPublisherOptions,
} from '../support/edge-publisher.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

let origin: TestPublisher | undefined;
const start = async (options?: TestPublisherOptions) => {
  origin = await startPublisher(options);
  return origin;
};
afterEach(async () => {
  await origin?.stop();
  origin = undefined;
});

/** A door that is closed until it is opened. */
function createGate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

it('fifty followers get everything, in far fewer writes than there are frames for each', async () => {
  const { follow, commit, committed, publisher, writes } = await start();
  const followers = await Promise.all(Array.from({ length: 50 }, () => follow()));
  await until(() => publisher.followers() === 50 && followers.every(({ messages }) => messages.length === 2));
  const before = writes();
  const end = performance.now() + 500;
  await until(() => {
    for (let n = 0; n < 10; n++) commit();
    return performance.now() > end;
  });
  await until(() => followers.every((follower) => follower.stands() === committed()));
  const frames = committed() - 100;
  console.info(`50 followers, ${frames} frames: ${writes() - before} writes instead of ${50 * frames}`);
  expect(frames).toBeGreaterThan(100);
  expect(writes() - before).toBeLessThan((50 * frames) / 5);
});

it('a few followers get each frame at once', async () => {
  const { follow, commit, committed, publisher, writes } = await start();
  const followers = await Promise.all(Array.from({ length: 3 }, () => follow()));
  await until(() => publisher.followers() === 3 && followers.every(({ messages }) => messages.length === 2));
  const before = writes();
  commit();
  expect(writes() - before).toBe(3);
  await until(() => followers.every((follower) => follower.stands() === committed()));
});

it('followers that come and go while frames are gathered miss nothing', { timeout: 20_000 }, async () => {
  const random = createRandom(5);
  const pending: (() => void)[] = [];
  const { follow, commit, committed } = await start({
    beforeStep: () => new Promise((resolve) => void pending.push(resolve)),
  });
  const letIn = () => pending.splice(random.below(pending.length), 1)[0]?.();
  const followers = new Set<Awaited<ReturnType<typeof follow>>>();
  const coming = new Set<Promise<unknown>>();
  const end = performance.now() + 3_000;
  await until(async () => {
    for (let n = random.below(4); n > 0; n--) commit();
    letIn();
    if (followers.size + coming.size < 14) {
      const one = follow(random.once(2) ? null : committed() - random.below(30)).then((follower) => {
        followers.add(follower);
        coming.delete(one);
      });
      coming.add(one);
    }
    const [oldest] = followers;
    if (oldest && random.once(6)) {
      oldest.leave();
      followers.delete(oldest);
    }
    for (const follower of followers) follower.stands();
    return performance.now() > end;
  });
  await until(() => {
    letIn();
    return coming.size === 0 && [...followers].every((follower) => follower.stands() === committed());
  });
  expect(followers.size).toBeGreaterThan(5);
});

it('one that left before its turn came is forgotten', async () => {
  const gate = createGate();
  let steps = 0;
  const { follow, publisher } = await start({
    beforeStep() {
      steps++;
      return gate.passed;
    },
  });
  await Promise.all([follow(), follow()]);
  await until(() => steps === 2);
  const third = await follow();
  const fourth = await follow();
  third.leave();
  await until(() => third.isOver);
  // The server hears of it later than the client.
  const probe = await follow();
  probe.leave();
  await until(() => probe.isOver);
  gate.open();
  await until(() => fourth.messages.length === 2);
  await until(() => publisher.followers() === 3);
  expect(steps).toBeLessThanOrEqual(4);
});

it('a follower that does not read is cut off at the bound, and holds nobody up', { timeout: 20_000 }, async () => {
  const { follow, publisher, committed, commit } = await start();
  const [sleeper, reader] = await Promise.all([follow(), follow()]);
  await until(() => publisher.followers() === 2 && sleeper.messages.length === 2 && reader.messages.length === 2);
  sleeper.pause();
  const tags = Array.from({ length: 100_000 }, (_, index) => index); // 800 kB
  let sent = 0;
  await until(
    () => {
      const at = seen(committed());
      publisher.step({ ...frame(0, 0), prev: at, next: at, invalidations: [noted(1, tags)] });
      sent += 800_000;
      return publisher.followers() === 1;
    },
    { withinMs: 15_000 },
  );
  console.info(`a follower that does not read was cut off after ${(sent / 2 ** 20).toFixed(0)} MB`);
  expect(sent).toBeGreaterThan(32 * 2 ** 20);
  expect(sent).toBeLessThan(64 * 2 ** 20);
  commit();
  await until(() => reader.stands() === committed());
  expect(reader.isOver).toBe(false);
});

it('a step that fails ends that follower alone', async () => {
  let isBroken = true;
  const { follow, commit, committed, errors } = await start({
    async beforeStep() {
      if (isBroken) throw new Error('no database');
    },
  });
  const unlucky = await follow();
  await until(() => unlucky.isOver);
  expect(errors).toMatchObject([{ message: 'no database' }]);
  isBroken = false;
  const lucky = await follow();
  await until(() => lucky.messages.length === 2);
  commit();
  await until(() => lucky.stands() === committed());
});

it('stop() ends the streams of all: who follows, who is about to, and who waits for that', async () => {
  const gate = createGate();
  let isOpen = true;
  const { follow, publisher } = await start({ beforeStep: () => (isOpen ? Promise.resolve() : gate.passed) });
  const first = await follow();
  await until(() => first.messages.length === 2);
  isOpen = false;
  const others = await Promise.all(Array.from({ length: 4 }, () => follow()));
  await publisher.stop();
  gate.open();
  await until(() => [first, ...others].every(({ isOver }) => isOver), { withinMs: 1_000, what: 'that all are ended' });
  const late = await follow();
  await until(() => late.isOver, { withinMs: 1_000, what: 'that one who comes late is ended' });
});

it('stop() ends the stream of one that does not read', async () => {
  const { follow, publisher, stop } = await startPublisher();
  const sleeper = await follow();
  await until(() => sleeper.messages.length === 2);
  sleeper.pause();
  const tags = Array.from({ length: 1_000_000 }, (_, index) => index);
  publisher.step({ ...frame(0, 0), prev: seen(100), next: seen(100), invalidations: [noted(1, tags)] });
  await stop();
  sleeper.resume();
  await until(() => sleeper.isOver, { withinMs: 1_000, what: 'that it is ended' });
});
