// How a subgraph tells of its writes: positions, and the stream.
import { covers, isSame, isVisible, printPosition } from '../cache/position.ts';
import type { Bench } from './bench.ts';
import type { Rule } from './rule.ts';
import { afterOf, openStream, type Stream } from './stream.ts';
import { Broken } from './verdict.ts';

const times = 20;
/** An edge takes a stream that is slower for dead. */
const reachedWithinMs = 800;
const idleWithinMs = 6_500;

async function withStream<T>(bench: Bench, query: string, work: (stream: Stream) => Promise<T>): Promise<T> {
  const stream = await openStream(bench.subgraph, query);
  try {
    return await work(stream);
  } finally {
    await stream.close();
  }
}

const positionSees: Rule = {
  name: 'the position sees every commit before the question',
  async check({ subgraph, mutate, anyViewer }) {
    for (let time = 0; time < times; time++) {
      const { committed } = await mutate(anyViewer());
      const { position } = await subgraph.position();
      const lacking = committed.filter((version) => !isVisible(version, position));
      if (lacking.length > 0)
        throw new Broken(
          `version ${lacking} was committed, then ${printPosition(position)} was told, which does not see it`,
        );
    }
    return `${times} commits`;
  },
};

const positionsGrow: Rule = {
  name: 'positions only grow',
  async check({ subgraph, write, anyViewer }) {
    let last = await subgraph.position();
    for (let time = 0; time < times; time++) {
      const [next] = await Promise.all([subgraph.position(), write(anyViewer())]);
      if (next.epoch !== last.epoch) throw new Broken(`the epoch went from ${last.epoch} to ${next.epoch}`);
      if (!covers(next.position, last.position))
        throw new Broken(
          `${printPosition(next.position)} was told after ${printPosition(last.position)}, and sees less`,
        );
      last = next;
    }
    return undefined;
  },
};

const beginsAnew: Rule = {
  name: 'a stream begins with hello and, from nowhere, with a reset',
  async check(bench) {
    return withStream(bench, '', async ({ lines, next }) => {
      const reset = await next('reset', 'a reset');
      const kinds = lines.slice(0, 2).map(({ message }) => message.kind);
      if (kinds.join() !== 'hello,reset') throw new Broken(`it began with ${kinds.join(', then ')}`);
      if (!covers(reset.next, reset.floor)) throw new Broken('`floor` of the reset sees what `next` does not');
      return undefined;
    });
  },
};

const unknownEpoch: Rule = {
  name: 'from another epoch a stream begins with a reset',
  async check(bench) {
    const { position } = await bench.subgraph.position();
    return withStream(bench, afterOf({ epoch: 'of.another.history', position }), async ({ lines, next }) => {
      const { epoch } = await next('reset', 'a reset').catch((error) => {
        throw lines.some(({ message }) => message.kind === 'frame') ? new Broken('it goes on with a frame') : error;
      });
      if (epoch === 'of.another.history') throw new Broken('the reset has the unknown epoch');
      return undefined;
    });
  },
};

const goesOn: Rule = {
  name: 'from a known position a stream goes on, with all that was written since',
  async check(bench) {
    const viewer = bench.anyViewer();
    const from = await bench.subgraph.position();
    const { committed } = await bench.mutate(viewer);
    const query = afterOf(from);
    const first = await withStream(bench, query, async ({ lines, next }) => {
      const step = await next('frame', 'a frame').catch((error) => {
        throw lines.some(({ message }) => message.kind === 'reset') ? new Broken('it began with a reset') : error;
      });
      if (!isSame(step.prev, from.position))
        throw new Broken(
          `asked to go on from ${printPosition(from.position)}, it went on from ${printPosition(step.prev)}`,
        );
      return step;
    });
    const told = new Set(first.invalidations.map(({ xid }) => xid));
    const lacking = committed.filter((version) => isVisible(version, first.next) && !told.has(version));
    if (lacking.length > 0) throw new Broken(`the first frame sees version ${lacking}, and does not tell of it`);
    // Nothing is used up by telling it once.
    await withStream(bench, query, ({ next }) => next('frame', 'the same frame once more'));
    return undefined;
  },
};

const join: Rule = {
  name: 'frames join',
  async check(bench) {
    return withStream(bench, '', async ({ lines, next }) => {
      let at = (await next('reset', 'a reset')).next;
      for (let time = 0; time < times; time++) await bench.write(bench.anyViewer());
      const { position } = await bench.subgraph.position();
      await next('frame', `a frame up to ${printPosition(position)}`, {
        fits: (frame) => covers(frame.next, position),
      });
      let frames = 0;
      for (const { message } of lines) {
        if (message.kind !== 'frame') continue;
        if (!isSame(message.prev, at))
          throw new Broken(`after ${printPosition(at)} came a frame from ${printPosition(message.prev)}`);
        if (!covers(message.next, message.prev))
          throw new Broken(`a frame leads back to ${printPosition(message.next)}`);
        at = message.next;
        frames++;
      }
      return `${frames} frames`;
    });
  },
};

const everyWrite: Rule = {
  name: 'every write is told of, once it is seen, under its tenant',
  async check(bench) {
    return withStream(bench, '', async ({ lines, next }) => {
      await next('reset', 'a reset');
      const delays: number[] = [];
      for (let time = 0; time < times; time++) {
        const { tenantId } = bench.viewers[time % 2]!;
        const { committed } = await bench.mutate(bench.viewers[time % 2]!);
        const committedMs = performance.now();
        for (const version of committed) {
          const frame = await next('frame', `a frame that sees version ${version}`, {
            fits: ({ prev, next: end }) => isVisible(version, end) && !isVisible(version, prev),
          });
          const line = lines.find(({ message }) => message === frame)!;
          delays.push(Math.max(0, line.atMs - committedMs));
          const told = frame.invalidations.filter(({ xid }) => xid === version);
          if (told.length === 0)
            throw new Broken(`the frame that brings version ${version} has no invalidation of it: ${line.text}`);
          const strange = told.find((each) => each.tenantId !== tenantId && each.tenantId !== '');
          if (strange)
            throw new Broken(
              `version ${version} was written by tenant ${tenantId}, and is told of ${strange.tenantId}`,
            );
        }
      }
      delays.sort((a, b) => a - b);
      const at = (share: number) => Math.round(delays[Math.floor((delays.length - 1) * share)]!);
      return `${at(0.5)} ms after the commit (median), ${at(1)} ms at most`;
    });
  },
};

const reached: Rule = {
  name: 'the stream reaches each position that is told, within 0.8 s',
  async check(bench) {
    return withStream(bench, '', async ({ next }) => {
      let { next: at } = await next('reset', 'a reset');
      for (let time = 0; time < times; time++) {
        await bench.write(bench.anyViewer());
        const { position } = await bench.subgraph.position();
        if (covers(at, position)) continue;
        const what = `a frame up to ${printPosition(position)}, which was told,`;
        const fits = (frame: { next: typeof at }) => covers(frame.next, position);
        ({ next: at } = await next('frame', what, { withinMs: reachedWithinMs, fits }));
      }
      return undefined;
    });
  },
};

const alive: Rule = {
  name: 'a stream says every five seconds that it is there',
  isSlow: true,
  async check(bench) {
    return withStream(bench, '', async ({ next }) => {
      await next('idle', 'a line with `"kind": "idle"`', { withinMs: idleWithinMs });
      return undefined;
    });
  },
};

export const streamRules: readonly Rule[] = [
  positionSees,
  positionsGrow,
  beginsAnew,
  unknownEpoch,
  goesOn,
  join,
  everyWrite,
  reached,
  alive,
];
