// Runs the tag property over random scenes for a number of them or for a time, and shrinks the first failure.
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { type Stage, sceneArbitrary } from './tag-scene.ts';
import type { Tally } from './tag-tally.ts';

export interface Run {
  readonly seed: number;
  readonly scenes: number;
  readonly withinMs: number;
}

/** How long the search for a smaller example may take: a scene has hundreds of parts, each try is a scene played again. */
const shrinkingMs = 90_000;

/** Null when the property held; otherwise the smallest failure found, in words. */
export async function findViolation(
  schema: GraphQLSchema,
  stage: Stage,
  tally: Tally,
  { seed, scenes, withinMs }: Run,
  isShrunk = true,
): Promise<string | null> {
  const property = fc.asyncProperty(sceneArbitrary(schema), (scene) => stage.play(scene, tally.judge));
  const found = await fc.check(property, {
    seed,
    numRuns: scenes,
    endOnFailure: true,
    interruptAfterTimeLimit: withinMs,
    markInterruptAsFailure: false,
  });
  if (!found.failed) return null;
  const where = `seed ${seed}, path ${found.counterexamplePath}`;
  if (!isShrunk) return `${where}\n${messageOf(found.errorInstance)}`;
  const smaller = await fc.check(property, {
    seed,
    path: found.counterexamplePath!,
    numRuns: 1,
    interruptAfterTimeLimit: shrinkingMs,
    markInterruptAsFailure: false,
  });
  const scene = smaller.counterexample?.[0] ?? found.counterexample?.[0];
  const past = scene
    ? `${scene.past.length} writes and ${scene.writes.length - 1} more came before, crowds: ${scene.crowds.join() || 'none'}`
    : '';
  return `${where}; ${smaller.numShrinks} times smaller\n${past}\n${messageOf(smaller.errorInstance ?? found.errorInstance)}`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
