// What a run of a scenario came to: the figures of its line, and what of them may not be.
// Invariant: a run without failures has met every criterion; each failure says which one, in words.

import { judgeWrites } from './ledger.ts';
import type { Answered, Load } from './load.ts';
import type { Stage } from './stage.ts';

export interface Verdict {
  readonly lost: number;
  readonly stale: number;
  readonly foreign: number;
  /** Answers that may not be: of defects always, refusals and broken connections where nobody may notice. */
  readonly errors: number;
  /** From the end of the fault until every node answers well again; null: nothing was away. */
  readonly recoveredMs: number | null;
  /** Figures of this scenario beside those. */
  readonly notes: readonly string[];
  readonly failures: readonly string[];
  /** The machine had no time for the run: how long things took says nothing of the product. */
  readonly isLate: boolean;
}

/** Clients that come so late themselves see refusals and delays of a machine that is busy with other things. */
const lateMs = 100;

export interface Scenario {
  readonly number: number;
  /** What is broken. */
  readonly name: string;
  /** Why it is not run here; null: it is. */
  readonly skipped?: () => Promise<string | null> | string | null;
  readonly run: (stage: Stage, seed: number) => Promise<Verdict>;
  readonly stage?: Parameters<typeof import('./stage.ts').startStage>[0];
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Criteria {
  /** What clients may meet from the beginning of the fault until it is over and recovered from. @default nothing */
  readonly mayMeet?: readonly ('refused' | 'broken')[];
  readonly recoveredWithinMs: number;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export const lineOf = ({ number, name }: Scenario, verdict: Verdict): string => {
  const { lost, stale, foreign, errors, recoveredMs, notes } = verdict;
  const recovered = recoveredMs === null ? [] : [`recovered ${seconds(recoveredMs)}`];
  const figures = [`lost ${lost}`, `stale>bound ${stale}`, `foreign ${foreign}`, `5xx ${errors}`, ...recovered];
  return `scenario ${number} (${name}): ${[figures.join(', '), ...notes].join('; ')}`;
};

/** How long after that moment the last answer that was not good had come, or the first good one where all were: the longest of all nodes. */
export function recoveredAfter(answered: readonly Answered[], mendMs: number): number {
  const since = answered.filter(({ startMs }) => startMs >= mendMs);
  const nodes = new Set(answered.map(({ node }) => node));
  return Math.max(
    ...[...nodes].map((node) => {
      const own = since.filter((each) => each.node === node).sort((a, b) => a.endMs - b.endMs);
      const bad = own.findLastIndex(({ outcome }) => outcome !== 'good');
      return (own[bad + 1]?.endMs ?? Number.POSITIVE_INFINITY) - mendMs;
    }),
  );
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Of good answers to reads, in milliseconds. */
export const latencies = (answered: readonly Answered[], { fromMs, toMs }: Window): number[] =>
  answered
    .filter(
      ({ kind, outcome, startMs }) => kind === 'read' && outcome === 'good' && startMs >= fromMs && startMs < toMs,
    )
    .map(({ startMs, endMs }) => endMs - startMs);

/** When the load has ended: what the ledger, the database and the replies say. */
export async function judge(
  stage: Stage,
  load: Omit<Load, 'stop'>,
  fault: Window,
  { mayMeet = [], recoveredWithinMs }: Criteria,
): Promise<Verdict> {
  const { ledger, answered, tenants } = load;
  const found = await stage.sql<{ mark: string; count: number }>(
    `select after->>'phone' as mark, count(*)::int as count from change
     where tenant_id = any($1) and after->>'phone' is not null group by 1`,
    [tenants.map(({ id }) => id)],
  );
  const { lost, doubled } = judgeWrites(ledger.writes, new Map(found.map(({ mark, count }) => [mark, count])));
  const recoveredMs = recoveredAfter(answered, fault.toMs);
  const isLate = load.latenessMs() > lateMs;
  const mayStill = ({ outcome, endMs, startMs }: Answered) =>
    (isLate && outcome === 'refused') ||
    (mayMeet.some((each) => each === outcome) && endMs >= fault.fromMs && startMs < fault.toMs + recoveredWithinMs);
  const errors = answered.filter((each) => each.outcome !== 'good' && !mayStill(each));
  const { reads, stale, backwards, foreign, defects } = ledger.counts;
  const count = (outcome: Answered['outcome']) => answered.filter((each) => each.outcome === outcome).length;
  const demand = (isMet: boolean, text: string) => (isMet ? [] : [text]);
  const told = (each: Answered) =>
    `${each.kind} at ${each.node}, ${(each.startMs - fault.fromMs).toFixed(0)} ms after the fault began, ${(each.startMs - fault.toMs).toFixed(0)} ms after its end: ${each.outcome} ${each.status} ${each.code} in ${(each.endMs - each.startMs).toFixed(0)} ms`;
  return {
    lost: lost.length,
    stale,
    foreign,
    errors: errors.length,
    recoveredMs,
    isLate,
    notes: [
      `doubled ${doubled.length}, backwards ${backwards}, ${reads} reads, ${ledger.writes.length} writes, refused ${count('refused')}, broken ${count('broken')}, clients late by ${load.latenessMs().toFixed(0)} ms`,
      ...(isLate ? ['times not judged'] : []),
    ],
    failures: [
      ...demand(lost.length === 0, `acknowledged and not in the database: ${lost.slice(0, 3).join()}`),
      ...demand(doubled.length === 0, `written twice: ${doubled.slice(0, 3).join()}`),
      ...demand(stale + backwards + foreign + defects === 0, ledger.samples.join('\n')),
      ...demand(
        errors.length === 0,
        `${errors.length} answers that may not be:\n${errors.slice(0, 4).map(told).join('\n')}`,
      ),
      ...demand(
        isLate || recoveredMs <= recoveredWithinMs,
        `recovered after ${recoveredMs.toFixed(0)} ms, not ${recoveredWithinMs}`,
      ),
      ...demand(reads > 0 && ledger.writes.length > 0, 'nobody read or nobody wrote'),
    ],
  };
}

/** `ofTime`: failures that count only where the machine had time. */
export const adding = (
  verdict: Verdict,
  notes: readonly string[],
  failures: readonly (string | false)[],
  ofTime: readonly (string | false)[] = [],
): Verdict => ({
  ...verdict,
  notes: [...verdict.notes, ...notes],
  failures: [...verdict.failures, ...failures, ...(verdict.isLate ? [] : ofTime)].filter((each) => each !== false),
});
