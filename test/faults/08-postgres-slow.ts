// PostgreSQL is far away, then its answers come in slices, then it says nothing: every answer comes within its deadline, and is good or
// invites to come again.
import { setTimeout as pause } from 'node:timers/promises';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

/** The deadline of 5 s (docs/limits.md), and what it takes to say so. */
const answeredWithinMs = 6_000;

export const postgresSlow: Scenario = {
  number: 8,
  name: 'PostgreSQL is slow, sliced and silent',
  stage: { settings: { CONCURRENCY_MAX: '40' } },
  async run(stage, seed) {
    const { postgres } = stage.lines;
    const { verdict, load, fault } = await underFault(stage, seed, {
      mayMeet: ['refused'],
      recoveredWithinMs: 5_000,
      async fault(chance) {
        const toxics = [
          { kind: 'latency', ms: 500, jitterMs: 100 },
          { kind: 'slicer', bytes: 256, delayMs: 5 },
          { kind: 'hold' },
        ] as const;
        for (const toxic of chance.shuffle(toxics)) {
          const mend = postgres.add(toxic, { direction: 'down' });
          await pause(4_000 + chance.below(4_000));
          mend();
        }
      },
    });
    const during = load.answered.filter(({ endMs, startMs }) => endMs >= fault.fromMs && startMs < fault.toMs);
    const longestMs = Math.max(...during.map(({ startMs, endMs }) => endMs - startMs));
    const good = during.filter(({ outcome }) => outcome === 'good').length;
    return adding(
      verdict,
      [`${good} good answers meanwhile, longest ${(longestMs / 1000).toFixed(1)} s`],
      [],
      [longestMs > answeredWithinMs && `an answer took ${longestMs.toFixed(0)} ms`],
    );
  },
};
