// What a run came to, on a terminal: thresholds first, then all figures that there are.
import { figureNames, meanings } from './figures.ts';
import type { Sample } from './recorder.ts';
import type { Played } from './run.ts';

const width = 16;

/** Three digits say more than the machine knows. */
export function shown(value: number | null): string {
  if (value === null) return 'not measured';
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

export const isPassed = ({ judgements }: Pick<Played, 'judgements'>): boolean =>
  judgements.every(({ isKept }) => isKept);

/** The first few of each kind: enough to begin with. */
export function complaintsOf(samples: readonly Sample[], most = 8): [string, number][] {
  const bad = samples.filter(({ outcome }) => outcome !== 'ok');
  const counts = Map.groupBy(bad, ({ outcome, what, why }) => `${outcome}: ${what}: ${why}`);
  return [...counts]
    .map(([text, { length }]): [string, number] => [text, length])
    .sort(([, a], [, b]) => b - a)
    .slice(0, most);
}

export function summaryOf({
  scenario,
  figures,
  judgements,
  run,
}: Pick<Played, 'scenario' | 'figures' | 'judgements' | 'run'>): string {
  const line = (mark: string, name: string, value: string, note: string) =>
    `  ${mark} ${name.padEnd(width, '.')} ${value.padStart(12)}  ${note}`.trimEnd();
  const kept = judgements.map(({ figure, threshold, value, isKept }) =>
    line(isKept ? '✓' : '✗', figure, shown(value), threshold),
  );
  const judged = new Set(judgements.map(({ figure }) => figure));
  const others = figureNames.filter((name) => figures[name] !== null && !judged.has(name));
  const complaints = complaintsOf(run.samples).map(([text, count]) => `  ${count} × ${text}`);
  const failed = judgements.filter(({ isKept }) => !isKept).length;
  return [
    `${scenario.name}: ${scenario.about}`,
    '',
    ...kept,
    ...others.map((name) => line(' ', name, shown(figures[name]), meanings[name])),
    ...(complaints.length > 0 ? ['', ...complaints] : []),
    '',
    failed === 0
      ? `All ${judgements.length} thresholds are kept.`
      : `${failed} of ${judgements.length} thresholds are not kept.`,
  ].join('\n');
}
