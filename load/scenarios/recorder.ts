// What was seen of each answer and event, a line each: artillery's own report has periods of ten seconds, too coarse for a plot.
import { appendFileSync, readFileSync } from 'node:fs';

/** `lost`: of events that were committed and not told. */
export const outcomes = ['ok', 'refused', 'failed', 'wrong', 'lost'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Sample {
  /** When it was asked, in ms since 1970. */
  readonly atMs: number;
  /** Of events: from the write until it was told. */
  readonly tookMs: number;
  readonly outcome: Outcome;
  /** Whether the cache answered. Null: it does not say, or the answer is none of its kind. */
  readonly isHit: boolean | null;
  /** The question, or `event`. */
  readonly what: string;
  /** Why it is neither ok nor refused, or the code of the refusal. */
  readonly why: string;
}

const flushEveryMs = 200;

export function createRecorder(file: string): (sample: Sample) => void {
  let lines: string[] = [];
  setInterval(() => {
    if (lines.length === 0) return;
    appendFileSync(file, `${lines.join('\n')}\n`);
    lines = [];
  }, flushEveryMs).unref();
  return ({ atMs, tookMs, outcome, isHit, what, why }) =>
    void lines.push(
      `${[Math.round(atMs), tookMs.toFixed(2), outcome, isHit ?? '', what].join(',')},${why.replace(/\s+/g, ' ')}`,
    );
}

export function readSamples(file: string): Sample[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [atMs, tookMs, outcome, hit, what, ...why] = line.split(',');
      const known = outcomes.find((each) => each === outcome);
      if (!known || what === undefined) return [];
      const isHit = hit === '' ? null : hit === 'true';
      return [{ atMs: Number(atMs), tookMs: Number(tookMs), outcome: known, isHit, what, why: why.join(',') }];
    });
}
