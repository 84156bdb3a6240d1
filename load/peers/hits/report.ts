// From samples to Markdown tables: medians over the rounds, and the ratio to the raw server within each round.
import type { CachedContestant } from '../cached-peers.ts';
import { median, number, withRange } from '../numbers.ts';
import { type OperationName, titles } from '../operations.ts';

/** One server, one operation, one number of connections, one round. */
export interface HitSample {
  readonly server: string;
  readonly operation: OperationName;
  readonly connections: number;
  readonly round: number;
  readonly requests: number;
  readonly cpuPer1000: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the answers that came from the cache; null where there is nothing to look at. */
  readonly hitRatio: number | null;
  /** Share of the time that the load generator was busy. */
  readonly generatorLoad: number;
}

export function renderHits(
  samples: readonly HitSample[],
  contestants: readonly CachedContestant[],
  bytes: ReadonlyMap<OperationName, number>,
): string {
  const tables: string[] = [];
  for (const operation of new Set(samples.map((sample) => sample.operation))) {
    for (const connections of new Set(samples.map((sample) => sample.connections))) {
      const shown = samples.filter((one) => one.operation === operation && one.connections === connections);
      tables.push(
        [
          `### ${operation}: ${titles[operation]}, ${number((bytes.get(operation) ?? 0) / 1000)} KB, ${connections} connections`,
          '',
          '| server | CPU s / 1,000 (min–max) | to raw | requests/s | to raw | p50 ms | p99 ms | hits | generator busy |',
          '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
          ...contestants.map((contestant) => row(contestant, shown)),
          '',
        ].join('\n'),
      );
    }
  }
  return tables.join('\n');
}

function row({ name, title }: CachedContestant, samples: readonly HitSample[]): string {
  const own = samples.filter(({ server }) => server === name);
  const raw = new Map(samples.filter(({ server }) => server === 'raw').map((sample) => [sample.round, sample]));
  const toRaw = (value: (sample: HitSample) => number): string => {
    const ratios = own.flatMap((sample) => {
      const base = raw.get(sample.round);
      return base ? [value(sample) / value(base)] : [];
    });
    return ratios.length > 0 ? `${number(median(ratios))}×` : '';
  };
  const middle = (value: (sample: HitSample) => number): string => number(median(own.map(value)));
  const hitRatios = own.flatMap(({ hitRatio }) => hitRatio ?? []);
  const cells = [
    title,
    withRange(own.map((sample) => sample.cpuPer1000)),
    toRaw((sample) => sample.cpuPer1000),
    middle((sample) => sample.requestsPerSecond),
    toRaw((sample) => sample.requestsPerSecond),
    middle((sample) => sample.p50Ms),
    middle((sample) => sample.p99Ms),
    hitRatios.length > 0 ? `${number(Math.min(...hitRatios) * 100)} %` : '',
    `${number(median(own.map((sample) => sample.generatorLoad)) * 100)} %`,
  ];
  return `| ${cells.join(' | ')} |`;
}
