// What a test demands of a history: that there were reads enough, each explained by what was committed, and answered in these ways.
import { expect } from 'vitest';
import type { Recording } from './history.ts';
import { judge } from './history-check.ts';
import { tellHistory } from './history-report.ts';

export interface Demands {
  /** Values that were judged, at least. */
  readonly judged: number;
  /** Values of `Cache-Status` that were there. @default none in particular */
  readonly outcomes?: readonly string[];
}

/** Of edges that knew, had to ask again, and were blind. */
export const waysOfEdges = ['hit', 'fwd=stale; stored', 'fwd=bypass; stored'].map((way) => `clientele-edge; ${way}`);

export async function expectExplained(recording: Recording, { judged, outcomes = [] }: Demands): Promise<void> {
  const history = await recording.history();
  const verdict = judge(history);
  console.info(tellHistory(verdict, history, recording.counts));
  expect(recording.defects).toEqual([]);
  expect(verdict.violations.slice(0, 3)).toEqual([]);
  expect(verdict.judged).toBeGreaterThan(judged);
  expect([...recording.counts.outcomes.keys()]).toEqual(expect.arrayContaining([...outcomes]));
}
