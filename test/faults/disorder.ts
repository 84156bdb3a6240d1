// Edges behind lines that repeat, swap or lose frames of the stream, under many writes, as 12 and 13 have it.
// Invariant: nothing is flushed for it.
import { setTimeout as pause } from 'node:timers/promises';
import { type Disorder, type FramesLine, openFramesLine } from '../support/edge-frames-line.ts';
import { resetsOf } from '../support/edge-processes.ts';
import { createRandom } from '../support/random.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const disturbedMs = 10_000;

export function disorder(
  { number, name }: Pick<Scenario, 'number' | 'name'>,
  how: Disorder,
  counted: readonly (keyof FramesLine['counts'])[],
): Scenario {
  /** Of the stage that stands, an edge each. */
  const lines: FramesLine[] = [];
  return {
    number,
    name,
    stage: {
      async originOfEdges(port) {
        const line = await openFramesLine(port, createRandom(number + lines.length), how);
        lines.push(line);
        return line;
      },
    },
    async run(stage, seed) {
      const own = lines.slice(-stage.edges.length);
      const total = (key: keyof FramesLine['counts']) => own.reduce((sum, { counts }) => sum + counts[key], 0);
      const resets = async () => (await Promise.all(stage.edges.map(resetsOf))).reduce((sum, each) => sum + each, 0);
      const before = { counts: counted.map(total), resets: await resets() };
      const { verdict } = await underFault(stage, seed, {
        recoveredWithinMs: 1_000,
        load: { writers: 12, writePauseMs: 40 },
        fault: () => pause(disturbedMs),
      });
      const happened = counted.map((key, nth) => ({ key, count: total(key) - before.counts[nth]! }));
      const flushed = (await resets()) - before.resets;
      return adding(
        verdict,
        [happened.map(({ key, count }) => `${key} ${count}`).join(', '), `flushes ${flushed}`],
        [
          flushed > 0 && `edges threw away what they knew ${flushed} times`,
          ...happened.map(({ key, count }) => count === 0 && `no frame was ${key}`),
        ],
      );
    },
  };
}
