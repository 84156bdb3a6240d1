// What a run comes to: the figures that thresholds name, and the same over time for the plots.
// Invariant: latencies and hit ratios are those after the phase `warm up`; what failed or was wrong counts from the start.
import { median, quantile } from '../measure.ts';
import type { Sample } from './recorder.ts';
import type { Usage } from './sampler.ts';

/** With what they mean. */
export const meanings = {
  requests: 'requests that were answered',
  perSecond: 'requests a second',
  p50Ms: 'latency, median (ms)',
  p95Ms: 'latency, 95 % below (ms)',
  p99Ms: 'latency, 99 % below (ms)',
  p95ToLivez: 'latency to that of /livez at the same time, 95 % below each (times)',
  cheapP95Ms: 'latency of a record alone, 95 % below (ms)',
  hitRatio: 'answers from a cache, of those that may be',
  refused: 'refused in words, as the scenario means it',
  refusedShare: 'refused, of all',
  failed: 'failed: no answer, or an error that the scenario does not mean',
  wrong: 'wrong answers',
  events: 'events that were told',
  lost: 'events that were not told',
  eventP95Ms: 'from the write until it is told, 95 % below (ms)',
  eventP99Ms: 'from the write until it is told, 99 % below (ms)',
  originCpu: 'CPU seconds of the origin for 1,000 requests',
  edgeCpu: 'CPU seconds of the edge for 1,000 requests',
  postgresCpu: 'CPU seconds of PostgreSQL for 1,000 requests',
  generatorCpu: 'CPU seconds of artillery for 1,000 requests',
  originMb: 'memory of the origin, the most (MB)',
  memoryGrowth: 'memory of the origin, the last quarter to the second (% more)',
  recovery: 'latency after the spike to that before, 95 % below each (times)',
} as const;

export type FigureName = keyof typeof meanings;
// Object.keys forgets the names of keys; the assertion says them again.
export const figureNames = Object.keys(meanings) as [FigureName, ...FigureName[]];

/** Null: there is nothing to tell it from. */
export type Figures = Readonly<Record<FigureName, number | null>>;

/** `warm up` is told apart; other names are for readers. */
export interface Phase {
  readonly name: string;
  /** Seconds. */
  readonly duration: number;
}

export interface Run {
  readonly samples: readonly Sample[];
  readonly usages: readonly Usage[];
  readonly phases: readonly Phase[];
  /** Of artillery: connections that were refused or broke, steps that threw. */
  readonly errors: number;
}

/** `livez` is asked beside the questions, to hold them against. */
const beside = new Set(['event', 'socket', 'livez']);
const took = (samples: readonly Sample[]) =>
  samples.filter(({ outcome }) => outcome === 'ok').map(({ tookMs }) => tookMs);
const known = (value: number | undefined): number | null => (Number.isFinite(value) ? value! : null);

export const hitRatioOf = (samples: readonly Sample[]): number | null => {
  const kept = samples.filter(({ isHit }) => isHit !== null);
  return known(kept.filter(({ isHit }) => isHit).length / kept.length);
};

/** The phase of each name, in ms since 1970. */
function spans({ samples, phases }: Run): { name: string; fromMs: number; toMs: number }[] {
  let fromMs = samples[0]?.atMs ?? 0;
  return phases.map(({ name, duration }) => {
    const span = { name, fromMs, toMs: fromMs + duration * 1_000 };
    fromMs = span.toMs;
    return span;
  });
}

export function figuresOf(run: Run): Figures {
  const { samples, usages, errors } = run;
  const all = spans(run);
  const measuredFromMs = all.find(({ name }) => name !== 'warm up')?.fromMs ?? 0;
  const answers = samples.filter(({ what }) => !beside.has(what));
  const measured = answers.filter(({ atMs }) => atMs >= measuredFromMs);
  const livez = samples.filter(({ what, atMs }) => what === 'livez' && atMs >= measuredFromMs);
  const told = samples.filter(({ what }) => what === 'event');
  const events = told.filter(({ outcome }) => outcome === 'ok');
  const count = (outcome: Sample['outcome']) => samples.filter((each) => each.outcome === outcome).length;
  const latency = (of: readonly Sample[], share: number) => known(quantile(took(of), share));
  const within = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
    answers.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const seconds = ((answers.at(-1)?.atMs ?? 0) - (answers[0]?.atMs ?? 0)) / 1_000;
  // The most that was seen: a process that is gone has used nothing.
  const cpu = (name: string) => {
    const seen = usages.flatMap(({ of }) => of[name]?.cpuSeconds ?? []);
    return answers.length > 0 && seen.length > 0 ? (1_000 * (Math.max(...seen) - seen[0]!)) / answers.length : null;
  };
  const memory = usages.flatMap(({ of }) => of['origin']?.residentMb ?? []);
  const quarter = (nth: number) => median(memory.slice((memory.length * (nth - 1)) / 4, (memory.length * nth) / 4));
  const [first, last] = [all[0], all.at(-1)];
  const p95 = (span: typeof first) => (span ? quantile(took(within(span)), 0.95) : Number.NaN);
  return {
    requests: answers.length,
    perSecond: known(answers.length / seconds),
    p50Ms: latency(measured, 0.5),
    p95Ms: latency(measured, 0.95),
    p99Ms: latency(measured, 0.99),
    p95ToLivez: known(quantile(took(measured), 0.95) / quantile(took(livez), 0.95)),
    cheapP95Ms: latency(
      measured.filter(({ what }) => what === 'company'),
      0.95,
    ),
    hitRatio: hitRatioOf(measured),
    refused: count('refused'),
    refusedShare: known(count('refused') / answers.length),
    failed: count('failed') + errors,
    wrong: count('wrong'),
    events: told.length > 0 ? events.length : null,
    lost: told.length > 0 ? count('lost') : null,
    eventP95Ms: latency(events, 0.95),
    eventP99Ms: latency(events, 0.99),
    originCpu: cpu('origin'),
    edgeCpu: cpu('edge'),
    postgresCpu: cpu('PostgreSQL'),
    generatorCpu: cpu('artillery'),
    originMb: known(Math.max(...memory)),
    memoryGrowth: known(100 * (quarter(4) / quarter(2) - 1)),
    recovery: first?.name === 'warm up' || all.length < 2 ? null : known(p95(last) / p95(first)),
  };
}
