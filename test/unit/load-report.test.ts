// What becomes of the samples of a load scenario: figures, judgements, the summary on the terminal and the page with plots.
import { expect, test } from 'vitest';
import { figuresOf, type Run } from '../../load/scenarios/figures.ts';
import { niceTop, plotOf } from '../../load/scenarios/plot.ts';
import type { Sample } from '../../load/scenarios/recorder.ts';
import { reportOf } from '../../load/scenarios/report.ts';
import { readScenario } from '../../load/scenarios/scenario.ts';
import { seriesOf } from '../../load/scenarios/series.ts';
import { summaryOf } from '../../load/scenarios/summary.ts';
import { judge } from '../../load/scenarios/thresholds.ts';

const sample = (atMs: number, given: Partial<Sample> = {}): Sample => ({
  ...{ atMs, tookMs: 10, outcome: 'ok', isHit: true, what: 'company', why: '' },
  ...given,
});

const usage = (atMs: number, cpuSeconds: number, residentMb: number) => ({
  atMs,
  of: { origin: { cpuSeconds, residentMb } },
});

/** A second of warming up, two of ten answers each, the last of them slower. */
const run: Run = {
  samples: [
    ...[0, 500].map((atMs) => sample(atMs, { tookMs: 900, isHit: false })),
    ...[1_000, 2_000].flatMap((atMs) =>
      Array.from({ length: 10 }, (_, nth) => sample(atMs + nth, { tookMs: 10 + nth })),
    ),
    sample(2_500, { isHit: false, outcome: 'refused', why: 'OVERLOADED' }),
    sample(2_600, { isHit: null, outcome: 'wrong', why: 'c1 is called <Acme>' }),
  ],
  usages: [usage(0, 1, 100), usage(1_000, 1.5, 100), usage(2_000, 2, 105), usage(3_000, 2.2, 110)],
  phases: [
    { name: 'warm up', duration: 1 },
    { name: 'steady', duration: 2 },
  ],
  errors: 2,
};

test('latencies and hit ratios are those after warming up; failures count from the start, with those that artillery saw', () => {
  const figures = figuresOf(run);
  expect(figures).toMatchObject({ requests: 24, p50Ms: 15, p99Ms: 19, refused: 1, wrong: 1, failed: 2 });
  expect(figures.hitRatio).toBeCloseTo(20 / 21);
  expect(figures.originCpu).toBeCloseTo((1_000 * 1.2) / 24);
  expect(figures.originMb).toBe(110);
});

test('memory grows by what the last quarter of a run has more than the second', () => {
  expect(figuresOf(run).memoryGrowth).toBeCloseTo(10);
});

test('recovery is the last phase to the first; without two to compare there is none', () => {
  const phases = ['usual', 'spike', 'usual again'].map((name) => ({ name, duration: 1 }));
  const samples = [20, 500, 30].map((tookMs, nth) => sample(nth * 1_000, { tookMs }));
  expect(figuresOf({ ...run, phases, samples }).recovery).toBeCloseTo(1.5);
  expect(figuresOf(run).recovery).toBeNull();
});

test('events are counted apart from requests', () => {
  const event = { what: 'event', isHit: null, tookMs: 40 } as const;
  const samples = [sample(0, event), sample(1, event), sample(2, { ...event, outcome: 'lost' })];
  expect(figuresOf({ ...run, samples })).toMatchObject({
    requests: 0,
    events: 2,
    lost: 1,
    eventP95Ms: 40,
    p95Ms: null,
  });
});

test('a threshold is kept at its limit, and not by what was not measured', () => {
  const thresholds = { p95Ms: '<= 100', hitRatio: '>= 0.95', wrong: '== 0', events: '>= 1' };
  const kept = judge(thresholds, { p95Ms: 100, hitRatio: 0.9499, wrong: 0, events: null });
  expect(kept.map(({ figure, isKept }) => [figure, isKept])).toEqual([
    ['p95Ms', true],
    ['hitRatio', false],
    ['wrong', true],
    ['events', false],
  ]);
  expect(() => judge({ p95Ms: 'fast' }, {})).toThrow('"fast" of p95Ms is no threshold');
});

const scenario = readScenario('hot-reads');
const played = () => {
  const figures = figuresOf(run);
  const judgements = judge({ p95Ms: '<= 100', wrong: '== 0' }, figures);
  return { scenario, run, figures, judgements, counters: { origin: [['clientele_x_total{a="b"}', 3]] as const } };
};

test('the summary says which thresholds are kept, and what was wrong in words', () => {
  const text = summaryOf(played());
  expect(text).toMatch(/^ {2}✓ p95Ms\.+ +\d+ {2}<= 100$/m);
  expect(text).toMatch(/^ {2}✗ wrong\.+ +1 {2}== 0$/m);
  expect(text).toContain('1 × wrong: company: c1 is called <Acme>');
  expect(text).toMatch(/1 of 2 thresholds are not kept\.$/);
});

test('the report is one page that loads nothing and runs nothing, with a plot for each series', () => {
  const page = reportOf(played(), 'npm run load -- hot-reads');
  expect(page.match(/<svg /g)).toHaveLength(seriesOf(run).length);
  expect(page).not.toMatch(/<script|<link|https?:|src=|url\(/);
  expect(page).toContain('c1 is called &lt;Acme&gt;');
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('a run in which nothing happened is told too', () => {
  const nothing = { ...played(), run: { samples: [], usages: [], phases: [], errors: 0 } };
  expect(reportOf(nothing, '')).not.toMatch(/NaN|undefined|Infinity/);
});

test('a plot leaves a gap where there is no value, and names its lines', () => {
  const svg = plotOf({
    title: 'A & B',
    unit: 'ms',
    lines: {
      p50: [
        [0, 1],
        [1, 2],
        [2, null],
        [3, 4],
      ],
    },
  });
  expect(svg.match(/M[\d.]+ /g)).toHaveLength(2);
  expect(svg.match(/L[\d.]+ /g)).toHaveLength(1);
  expect(svg).toContain('A &amp; B, ms');
  expect(svg).toContain('<span class="k0">p50</span>');
});

test.each([
  [0, 1],
  [0.7, 1],
  [3, 5],
  [95, 100],
  [101, 200],
  [0.031, 0.05],
])('the top of an axis over %s is %s', (value, top) => {
  expect(niceTop(value)).toBeCloseTo(top);
});
