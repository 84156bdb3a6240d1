// Metrics as Prometheus reads them: its text format, version 0.0.4.
import type { Distribution } from './histogram.ts';
import type { Metric } from './metric.ts';

export const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Nothing, if the value is not known. */
export function printMetric<Readings>(metric: Metric<Readings>, readings: Readings): string {
  const { name, help, kind, label } = metric;
  const found = metric.read(readings);
  if (found === null) return '';
  const lines =
    typeof found === 'number' || isDistribution(found)
      ? linesOf(name, '', found)
      : Object.entries(found).flatMap(([value, each]) => linesOf(name, `${label}="${escaped(value)}"`, each));
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines, ''].join('\n');
}

const isDistribution = (found: object): found is Distribution => 'bounds' in found && Array.isArray(found.bounds);

function linesOf(name: string, labels: string, value: number | Distribution): string[] {
  if (typeof value === 'number') return [`${name}${inBraces(labels)} ${print(value)}`];
  let count = 0;
  const buckets = value.counts.map((each, at) => {
    count += each;
    const le = `le="${print(value.bounds[at] ?? Number.POSITIVE_INFINITY)}"`;
    return `${name}_bucket${inBraces(labels ? `${labels},${le}` : le)} ${count}`;
  });
  return [
    ...buckets,
    `${name}_sum${inBraces(labels)} ${print(value.sum)}`,
    `${name}_count${inBraces(labels)} ${count}`,
  ];
}

const inBraces = (labels: string) => (labels === '' ? '' : `{${labels}}`);

const print = (value: number) =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';

const escaped = (value: string) => value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
