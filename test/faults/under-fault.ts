// The course of most scenarios: a healthy while, the fault, a while until all is well, and the verdict.
// Invariant: the fault is over when `fault` resolves, and nobody is asked any more when the verdict is made.
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '../support/random.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { type Load, type LoadOptions, startLoad } from './load.ts';
import type { Stage } from './stage.ts';
import { type Criteria, judge, recoveredAfter, type Verdict, type Window } from './verdict.ts';

export interface Course extends Criteria {
  readonly load?: LoadOptions;
  /** Injects, waits and mends. */
  readonly fault: (chance: Random, load: Load) => Promise<void>;
}

export interface Passed {
  readonly verdict: Verdict;
  readonly load: Load;
  readonly before: Window;
  readonly fault: Window;
}

const healthyMs = 1_500;
/** Longer than the bound, so that an answer of before would show. */
const afterwardsMs = 2_000;

export async function underFault(stage: Stage, seed: number, course: Course): Promise<Passed> {
  const chance = createRandom(seed);
  const load = await startLoad(stage, chance, course.load);
  const beganMs = monotonicMs();
  let fromMs: number;
  let toMs: number;
  try {
    await pause(healthyMs);
    fromMs = monotonicMs();
    await course.fault(chance, load);
    toMs = monotonicMs();
    const untilMs = toMs + course.recoveredWithinMs + afterwardsMs;
    const isWell = () => monotonicMs() > toMs + afterwardsMs + recoveredAfter(load.answered, toMs);
    while (monotonicMs() < untilMs && !isWell()) await pause(100);
  } finally {
    await load.stop();
  }
  const fault = { fromMs, toMs };
  return { verdict: await judge(stage, load, fault, course), load, before: { fromMs: beganMs, toMs: fromMs }, fault };
}
