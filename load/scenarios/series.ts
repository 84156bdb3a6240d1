// A run over time, a point a second: what the plots of the report show.
import { quantile } from '../measure.ts';
import { hitRatioOf, type Run } from './figures.ts';

/** Seconds since the run began, with a value; null: nothing happened then. */
export type Line = readonly (readonly [second: number, value: number | null])[];

export interface Series {
  readonly title: string;
  readonly unit: string;
  readonly lines: Readonly<Record<string, Line>>;
}

export function seriesOf({ samples: all, usages }: Run): Series[] {
  const samples = all.filter(({ what }) => what !== 'livez');
  const beganMs = all[0]?.atMs ?? 0;
  const secondOf = (atMs: number) => Math.floor((atMs - beganMs) / 1_000);
  const bySecond = Map.groupBy(samples, ({ atMs }) => secondOf(atMs));
  const last = Math.max(0, ...bySecond.keys());
  const seconds = Array.from({ length: last + 1 }, (_, second) => second);
  const line = (value: (samples: Run['samples']) => number | null): Line =>
    seconds.map((second) => [second, value(bySecond.get(second) ?? [])]);
  const count = (outcome: string) =>
    line((those) => those.filter((each) => each.outcome === outcome && each.what !== 'event').length);
  const latency = (share: number, isEvent: boolean) =>
    line((those) => {
      const value = quantile(
        those
          .filter(({ outcome, what }) => outcome === 'ok' && (what === 'event') === isEvent)
          .map(({ tookMs }) => tookMs),
        share,
      );
      return Number.isNaN(value) ? null : value;
    });
  const quantiles = (isEvent: boolean) => ({
    p50: latency(0.5, isEvent),
    p95: latency(0.95, isEvent),
    p99: latency(0.99, isEvent),
  });
  const hasEvents = samples.some(({ what }) => what === 'event');
  const hasAnswers = samples.some(({ what }) => what !== 'event');
  const during = usages.filter(({ atMs }) => atMs >= beganMs && secondOf(atMs) <= last);
  const names = [...new Set(during.flatMap(({ of }) => Object.keys(of)))];
  const each = (of: readonly string[], value: (name: string, nth: number) => number | null) =>
    Object.fromEntries(
      of.map((name) => [name, during.map(({ atMs }, nth) => [(atMs - beganMs) / 1_000, value(name, nth)] as const)]),
    );
  return [
    ...(hasAnswers
      ? [
          { title: 'Requests', unit: '1/s', lines: { answered: count('ok'), refused: count('refused') } },
          { title: 'Latency', unit: 'ms', lines: quantiles(false) },
          { title: 'Hit ratio', unit: '', lines: { 'from a cache': line(hitRatioOf) } },
        ]
      : []),
    ...(hasEvents
      ? [
          {
            title: 'Events told',
            unit: '1/s',
            lines: { told: line((those) => those.filter(({ what }) => what === 'event').length) },
          },
          { title: 'From the write until it is told', unit: 'ms', lines: quantiles(true) },
        ]
      : []),
    { title: 'Failed and wrong', unit: '1/s', lines: { failed: count('failed'), wrong: count('wrong') } },
    { title: 'CPU', unit: '% of a core', lines: each(names, (name, nth) => cpuShare(during, name, nth)) },
    {
      title: 'Memory',
      unit: 'MB',
      // PostgreSQL is many processes that share theirs.
      lines: each(
        names.filter((name) => name !== 'PostgreSQL'),
        (name, nth) => during[nth]?.of[name]?.residentMb ?? null,
      ),
    },
  ];
}

function cpuShare(usages: Run['usages'], name: string, nth: number): number | null {
  const [before, after] = [usages[nth - 1], usages[nth]];
  const [from, to] = [before?.of[name], after?.of[name]];
  if (!before || !after || !from || !to) return null;
  return (100_000 * (to.cpuSeconds - from.cpuSeconds)) / (after.atMs - before.atMs);
}
