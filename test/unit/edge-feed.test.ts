// The feed of an edge, message by message: `asOf` never claims more than the table holds, whatever comes twice, late or not at all.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../src/cache/wire.ts';
import { createEdgeByHand, type EdgeByHand, type Stream } from '../support/edge-by-hand.ts';
import { epoch, frame, reset } from '../support/edge-publisher.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

let edge: EdgeByHand;
beforeEach(() => {
  edge = createEdgeByHand();
});
afterEach(() => edge.feed.stop());

const other = '1.1.1.1.2';
const isFresh = () => edge.now() - edge.feed.asOf() < 1_000;
const question = async () => {
  await until(() => edge.questions.length > 0, { what: 'a question' });
  return edge.questions[0]!;
};
/** The stream that is open once `n` were opened before it. */
const streamAt = async (n: number): Promise<Stream> => {
  await until(() => edge.streams.length > n, { what: `a stream number ${n}` });
  return edge.streams[n]!;
};
/** Stands at 100, proven. */
async function begin(): Promise<Stream> {
  edge.feed.start();
  const stream = await streamAt(0);
  stream.send({ kind: 'hello', buildId: 'build' }, reset(90, 100));
  (await question()).answer(100);
  await until(isFresh);
  return stream;
}

it('frames that come twice or overlap change nothing', async () => {
  const stream = await begin();
  stream.send(frame(100, 105));
  const sequence = edge.table.sequence();
  stream.send(frame(100, 105), frame(102, 104), frame(104, 105), frame(105, 105));
  expect(edge.table.sequence()).toBe(sequence);
  stream.send(frame(103, 108), frame(95, 109));
  expect(edge.knows()).toBe(109);
  expect([edge.streams.length, edge.errors]).toEqual([1, []]);
});

it('where a frame is missing the stream begins anew from where the edge stands, and nothing behind the gap is taken', async () => {
  const stream = await begin();
  stream.send(frame(100, 101), frame(102, 103), frame(101, 102), frame(102, 103));
  expect(edge.knows()).toBe(101);
  expect(edge.errors).toMatchObject([{ message: 'the stream has a gap' }]);
  const second = await streamAt(1);
  expect(second.after).toBe(`${epoch}@101`);
  second.send(frame(101, 104));
  expect(edge.knows()).toBe(104);
  expect(edge.table.floor().xmax - 1).toBe(90);
});

it('a frame of another epoch is not taken: the stream begins anew', async () => {
  const stream = await begin();
  stream.send(frame(100, 101, other));
  expect(edge.knows()).toBe(100);
  expect((await streamAt(1)).after).toBe(`${epoch}@100`);
});

it('whatever is lost, repeated and put in another order, what was committed before asOf is in the table', async () => {
  await begin();
  const random = createRandom(11);
  const committedMs: number[] = [];
  let [committed, known, opened, proofs] = [100, 100, 1, 0];
  const commit = (xid: number) => {
    for (; committed < xid; committed++) committedMs[committed + 1] = edge.now();
  };
  for (let round = 0; round < 100; round++) {
    await until(() => edge.streams.at(-1)!.isOpen);
    const messages: Message[] = [];
    // The first step of a stream is the truth; what follows may have been read before.
    if (edge.streams.length > opened) messages.push(frame(known, committed));
    opened = edge.streams.length;
    for (let n = 0, at = Math.max(known, committed - 3); n < 12; n++) {
      const prev = at - random.below(3);
      const next = prev + random.below(6);
      at = Math.max(at, next);
      commit(next);
      if (random.once(10)) messages.push(reset(90, Math.max(91, committed - random.below(8))));
      if (!random.once(12)) messages.splice(messages.length - (random.once(8) ? 1 : 0), 0, frame(prev, next));
      if (random.once(4)) messages.push(random.pick(messages));
    }
    edge.questions[0]?.answer(committed);
    edge.pass(2_001); // a stream that lasted so long is opened again at once
    for (const message of messages) {
      const asOf = edge.feed.asOf();
      edge.streams.at(-1)!.send(message);
      if (edge.feed.asOf() > asOf) proofs++;
      expect(edge.knows()).toBeGreaterThanOrEqual(known);
      known = edge.knows();
      expect(committedMs[known + 1] ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(edge.feed.asOf());
    }
  }
  expect(known).toBeGreaterThan(300);
  expect([edge.streams.length > 20, proofs > 10]).toEqual([true, true]);
});

it('a reset that was under way when a newer step came does not take the table back', async () => {
  const stream = await begin();
  const beforeMs = edge.feed.asOf();
  stream.end();
  const second = await streamAt(1);
  (await question()).answer(120); // proven as soon as 120 is known
  second.send({ kind: 'hello', buildId: 'build' }, frame(100, 120));
  await until(() => edge.feed.asOf() > beforeMs);
  expect([edge.knows(), edge.errors]).toEqual([120, []]);
  second.send(reset(90, 110));
  expect(edge.knows()).toBe(120);
  second.send(frame(110, 125));
  expect(edge.knows()).toBe(125);
  expect(edge.streams).toHaveLength(2);
});

it('a reset of the epoch before does not take the table back: the stream begins anew', async () => {
  const stream = await begin();
  stream.end();
  const second = await streamAt(1);
  second.send({ kind: 'hello', buildId: 'build' }, reset(120, 120, other));
  second.send(reset(90, 110));
  expect([edge.table.epoch(), edge.knows()]).toEqual([other, 120]);
  expect((await streamAt(2)).after).toBe(`${other}@120`);
});

it('a database that was set back, in a new epoch, is followed from there', async () => {
  const stream = await begin();
  stream.end();
  const second = await streamAt(1);
  second.send({ kind: 'hello', buildId: 'build' }, reset(50, 50, other), frame(50, 51, other));
  expect([edge.table.epoch(), edge.knows()]).toEqual([other, 51]);
  expect(edge.streams).toHaveLength(2);
});

it('a process that slept for 10 s is not fresh until the next proof', async () => {
  await begin();
  expect(isFresh()).toBe(true);
  edge.pass(10_000);
  expect(isFresh()).toBe(false);
  const asked = edge.now();
  await until(() => edge.questions.some(({ askedMs }) => askedMs >= asked));
  // One that was asked before the sleep proves nothing about now.
  for (const each of [...edge.questions]) if (each.askedMs < asked) each.answer(100);
  await until(() => !edge.questions.some(({ askedMs }) => askedMs < asked));
  expect(isFresh()).toBe(false);
  edge.questions.at(-1)!.answer(100);
  await until(isFresh);
});

it('an answer that took so long makes the edge fresh as of the question, not of the answer', async () => {
  await begin();
  const beforeMs = edge.feed.asOf();
  const slow = await question();
  edge.pass(950);
  slow.answer(100);
  await until(() => edge.feed.asOf() > beforeMs);
  expect(edge.feed.asOf()).toBeLessThanOrEqual(slow.askedMs);
  edge.pass(100);
  expect(isFresh()).toBe(false);
});

it('a stream that withholds what the origin has makes nobody fresh, and is opened anew', async () => {
  await begin();
  const beforeMs = edge.feed.asOf();
  const answered = (condition: () => boolean) => {
    edge.questions[0]?.answer(101);
    return condition();
  };
  edge.pass(500);
  await until(() => answered(() => edge.now() - beforeMs > 700));
  edge.pass(500);
  expect(isFresh()).toBe(false);
  await until(() => answered(() => edge.streams.length === 2));
  expect(edge.feed.asOf()).toBe(beforeMs);
  edge.streams[1]!.send(frame(100, 101));
  await until(() => answered(isFresh));
});

it('a step that takes longer than the patience of the edge arrives in the end', async () => {
  await begin();
  // Each stream brings the same great step after 3 s, of the clock of the edge.
  await until(
    () => {
      edge.pass(100);
      for (const each of [...edge.questions]) each.answer(101);
      const stream = edge.streams.at(-1)!;
      const opened = openedAt.get(stream) ?? edge.now();
      openedAt.set(stream, opened);
      if (edge.now() - opened > 3_000) stream.send(frame(100, 101));
      return edge.knows() === 101;
    },
    { what: 'that a stream is left alone for long enough' },
  );
  expect(edge.streams.length).toBeLessThan(6);
});
const openedAt = new Map<Stream, number>();

it('a stream that was opened a moment ago is not cut for what another one did not bring', async () => {
  const stream = await begin();
  (await question()).answer(101);
  await until(() => edge.questions.length > 0);
  stream.end();
  await streamAt(1);
  edge.pass(700);
  edge.questions[0]!.answer(101);
  await until(() => edge.questions.length > 0);
  expect(edge.streams).toHaveLength(2);
  expect(edge.streams[1]!.isOpen).toBe(true);
});

it('a question that was lost does not hold up the next one', async () => {
  await begin();
  const lost = await question();
  await until(() => edge.questions.length > 1);
  edge.questions.at(-1)!.answer(100);
  await until(() => edge.feed.asOf() > lost.askedMs);
});

it('an older answer that comes late takes nothing back', async () => {
  const stream = await begin();
  const late = await question();
  await until(() => edge.questions.length > 1);
  edge.questions[1]!.answer(101);
  stream.send(frame(100, 101));
  await until(() => edge.feed.asOf() > late.askedMs);
  const asOf = edge.feed.asOf();
  late.answer(100);
  await until(() => !edge.questions.includes(late));
  expect(edge.feed.asOf()).toBeGreaterThanOrEqual(asOf);
});

it('when the origin answers again after a silence, a stream that brings nothing is opened anew at once', async () => {
  const stream = await begin();
  for (const each of [...edge.questions]) each.fail();
  await until(() => edge.questions.length > 0);
  edge.pass(5_000);
  for (const each of [...edge.questions]) each.fail();
  const backMs = edge.now();
  (await question()).answer(101);
  await until(() => edge.streams.length === 2, { withinMs: 500, what: 'a new stream' });
  expect(stream.isOpen).toBe(false);
  expect(edge.now() - backMs).toBeLessThan(500);
});

it('when the origin answers again after a silence, a pause that grew meanwhile is over', async () => {
  await begin();
  for (let n = 0; n < 7; n++) (await streamAt(n)).end(new Error('refused'));
  for (const each of [...edge.questions]) each.fail();
  edge.pass(2_000);
  const backMs = edge.now();
  await until(() => edge.questions.length > 0);
  for (const each of [...edge.questions]) each.answer(100);
  await streamAt(7);
  expect(edge.now() - backMs).toBeLessThan(500);
});

it('who asks for a proof while one is under way gets one that was asked later', async () => {
  await begin();
  const early = await question();
  let isDone = false;
  const done = edge.feed.sync().then(() => (isDone = true));
  const calledMs = edge.now();
  early.answer(100);
  await until(() => edge.questions.some(({ askedMs }) => askedMs >= calledMs));
  expect(isDone).toBe(false);
  edge.questions.at(-1)!.answer(100);
  await done;
});

it('stop() leaves nobody waiting and no timer behind', async () => {
  await begin();
  const waiting = edge.feed.sync(60_000);
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const refused = expect(waiting).rejects.toThrow('stopped');
  const before = timers();
  await edge.feed.stop();
  await refused;
  expect(timers()).toBeLessThan(before);
  const asked = edge.questions.length;
  for (const each of [...edge.questions]) each.fail();
  await expect(edge.feed.sync(10)).rejects.toThrow();
  expect([asked > 0, edge.questions.length]).toEqual([true, 0]);
});
