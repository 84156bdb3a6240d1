// Plays random scenes until there are enough, and shrinks the first that fails. The same seed plays the same scenes on every
// machine; only how many of them fit into a time differs.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { type Scene, type Stage, sceneArbitrary } from './tag-scene.ts';
import type { Tally } from './tag-tally.ts';

export interface Run {
  readonly seed: number;
  /** Asked after every few scenes. */
  readonly isEnough: () => boolean;
  /** Takes the failing scene apart, which can take a minute. @default true */
  readonly isShrunk?: boolean;
}

/** Scenes between two questions whether it is enough. */
const scenesAtOnce = 5;
/** How long the search for a smaller example may take: a scene has hundreds of parts, and each try plays it again. */
const shrinkingMs = 60_000;

/** Null when the property held; otherwise the smallest failure found, in words. */
export async function findViolation(
  schema: GraphQLSchema,
  stage: Stage,
  tally: Tally,
  { seed, isEnough, isShrunk = true }: Run,
): Promise<string | null> {
  const property = fc.asyncProperty(sceneArbitrary(schema), (scene) => stage.play(scene, tally.judge));
  for (let round = seed; !isEnough(); round++) {
    const found = await fc.check(property, { seed: round, numRuns: scenesAtOnce, endOnFailure: true });
    if (!found.failed) continue;
    if (!isShrunk) return describe(round, found);
    const smaller = await fc.check(property, {
      seed: round,
      path: found.counterexamplePath!,
      numRuns: 1,
      interruptAfterTimeLimit: shrinkingMs,
      markInterruptAsFailure: false,
    });
    return describe(round, smaller.failed ? smaller : found);
  }
  return null;
}

function describe(seed: number, { counterexample, counterexamplePath, errorInstance }: fc.RunDetails<[Scene]>): string {
  const [{ past, writes, crowds, visibility }] = counterexample!;
  const earlier = [...past, ...writes].flatMap(({ statements }) => statements);
  return [
    `seed ${seed}, path ${counterexamplePath}, crowds: ${crowds.join() || 'none'}, visibility ${visibility}`,
    `all statements up to the write and behind it:\n${earlier.map((statement) => `  ${statement};`).join('\n')}`,
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance),
  ].join('\n');
}
