// The rule that all others are for: an answer that the invalidations leave valid is true. In bouts: reads and writes about the same
// few things, at once; then, while nothing is written, what was read is compared with what the subgraph answers when asked anew.
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { createJudge, type Judge, type Kept } from './judge.ts';
import type { Rule } from './rule.ts';
import type { Pins, Viewer } from './scenario.ts';
import { Unchecked } from './verdict.ts';

const writesInBout = 3;
const timesAsked = 2;
/** In which reads and writes of a bout begin. */
const boutMs = 12;
/** Answers of earlier bouts that are looked at again in each. */
const lookedAtAgain = 4;
/** The oldest give way. */
const mostKept = 400;
const mostRequests = 50_000;

export const race: Rule = {
  name: 'an answer that no write has made invalid is true',
  async check(bench) {
    const judge = await createJudge(bench);
    const counts = { bouts: 0, reads: 0, writes: 0 };
    const endMs = performance.now() + bench.seconds * 1_000;
    const isTimeUp = () => bench.signal.aborted || performance.now() > endMs || bench.subgraph.asked() > mostRequests;

    /** One tenant's bouts, one after the other: those of the other go on meanwhile. */
    async function fight(viewer: Viewer): Promise<void> {
      const earlier: Kept[] = [];
      while (!isTimeUp()) {
        const { kept, writes } = await bout(bench, judge, viewer);
        counts.bouts++;
        counts.reads += kept.length;
        counts.writes += writes;
        await judge.catchUp();
        const again = Array.from({ length: lookedAtAgain }, () => earlier[Math.floor(Math.random() * earlier.length)]);
        await judge.compare([...kept, ...again.filter((each) => each !== undefined)]);
        earlier.push(...kept);
        earlier.splice(0, earlier.length - mostKept);
      }
      await judge.compare(earlier);
    }

    try {
      await Promise.all(bench.viewers.map(fight));
    } finally {
      await judge.stop();
    }
    const { bouts, reads, writes } = counts;
    if (writes === 0) throw new Unchecked('no write was accepted');
    if (judge.compared() === 0)
      throw new Unchecked(`${reads} answers were read, and none was still valid when it was to be compared`);
    return `${bouts} bouts, ${reads} reads, ${writes} writes, ${judge.compared()} answers compared`;
  },
};

async function bout(bench: Bench, judge: Judge, viewer: Viewer): Promise<{ kept: Kept[]; writes: number }> {
  const pins: Pins = new Map();
  const soon = () => pause(Math.random() * boutMs);
  const questions = Array.from({ length: timesAsked }, () => bench.questions(viewer, pins)).flat();
  const [read, written] = await Promise.all([
    Promise.all(questions.map(async (question) => soon().then(() => judge.read(question, viewer)))),
    Promise.all(Array.from({ length: writesInBout }, async () => soon().then(() => bench.write(viewer, pins)))),
  ]);
  return { kept: read.filter((each) => each !== null), writes: written.filter(Boolean).length };
}
