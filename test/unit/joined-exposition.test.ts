// The metrics of several processes as one text.
import { describe, expect, it } from 'vitest';
import { printMetric } from '../../src/observability/exposition.ts';
import { createHistogram } from '../../src/observability/histogram.ts';
import { joinExpositions } from '../../src/observability/joined-exposition.ts';
import type { Metric } from '../../src/observability/metric.ts';

const asked: Metric<Record<string, number>> = {
  kind: 'counter',
  name: 'asked_total',
  help: 'Questions.',
  label: 'kind',
  read: (counts) => counts,
};
const open: Metric<number> = { kind: 'gauge', name: 'open', help: 'What is open.', read: (count) => count };

const joined = (...texts: string[]) =>
  joinExpositions('process', new Map(texts.map((text, index) => [String(index + 1), text])));

describe('the metrics of several processes', () => {
  it('stand family by family, described once, each sample with its process', () => {
    const textOf = (count: number) => printMetric(asked, { query: count }) + printMetric(open, count);
    expect(joined(textOf(3), textOf(4))).toBe(`# HELP asked_total Questions.
# TYPE asked_total counter
asked_total{process="1",kind="query"} 3
asked_total{process="2",kind="query"} 4
# HELP open What is open.
# TYPE open gauge
open{process="1"} 3
open{process="2"} 4
`);
  });

  it('may lack a family in any of them', () => {
    expect(joined(printMetric(open, 1), printMetric(asked, { query: 2 }) + printMetric(open, 3))).toBe(
      `# HELP open What is open.
# TYPE open gauge
open{process="1"} 1
open{process="2"} 3
# HELP asked_total Questions.
# TYPE asked_total counter
asked_total{process="2",kind="query"} 2
`,
    );
  });

  it('keep the buckets of a histogram together, and what stands in labels as it is', () => {
    const histogram = createHistogram([1]);
    histogram.observe(0.5);
    const durations: Metric<null> = {
      kind: 'histogram',
      name: 'seconds',
      help: 'Seconds.',
      label: 'kind',
      read: () => ({ 'a} 1 {"': histogram.read() }),
    };
    expect(joined(printMetric(durations, null)).split('\n').slice(2)).toEqual([
      String.raw`seconds_bucket{process="1",kind="a} 1 {\"",le="1"} 1`,
      String.raw`seconds_bucket{process="1",kind="a} 1 {\"",le="+Inf"} 1`,
      String.raw`seconds_sum{process="1",kind="a} 1 {\""} 0.5`,
      String.raw`seconds_count{process="1",kind="a} 1 {\""} 1`,
      '',
    ]);
  });

  it('are nothing of nobody', () => {
    expect(joined()).toBe('');
  });
});
