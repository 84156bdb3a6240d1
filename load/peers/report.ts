// From samples to Markdown tables: medians over the rounds with their range, and the ratio to PostGraphile within each round.
import type { AnswerSize } from './answers.ts';
import type { Contestant } from './contestants.ts';
import { median, number, withRange } from './numbers.ts';
import { type OperationName, operationNames, titles } from './operations.ts';

/** One server, one operation, one round. */
export interface Sample {
  readonly server: string;
  readonly operation: OperationName;
  readonly round: number;
  /** CPU seconds of the server process for 1,000 requests. */
  readonly cpuPer1000: number;
  /** CPU seconds of all PostgreSQL processes for 1,000 requests; null if PostgreSQL runs elsewhere. */
  readonly databaseCpuPer1000: number | null;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the time that the load generator was busy. */
  readonly generatorLoad: number;
}

const reference = 'postgraphile';

export function renderTables(
  samples: readonly Sample[],
  contestants: readonly Contestant[],
  sizes: Readonly<Record<OperationName, AnswerSize>>,
): string {
  return operationNames
    .map((operation) => {
      const ofOperation = samples.filter((sample) => sample.operation === operation);
      if (ofOperation.length === 0) return '';
      const referenceCpu = new Map(
        ofOperation.filter(({ server }) => server === reference).map(({ round, cpuPer1000 }) => [round, cpuPer1000]),
      );
      const rows = contestants.map(({ name, title }) => {
        const own = ofOperation.filter(({ server }) => server === name);
        const ratios = own.flatMap(({ round, cpuPer1000 }) => {
          const base = referenceCpu.get(round);
          return base ? [cpuPer1000 / base] : [];
        });
        const cells = [
          title,
          withRange(own.map((sample) => sample.cpuPer1000)),
          ratios.length > 0 ? `${number(median(ratios))}×` : '',
          withRange(own.flatMap((sample) => sample.databaseCpuPer1000 ?? [])),
          number(median(own.map((sample) => sample.requestsPerSecond))),
          number(median(own.map((sample) => sample.p50Ms))),
          number(median(own.map((sample) => sample.p99Ms))),
          number((sizes[operation].bytes[name] ?? 0) / 1000),
        ];
        return `| ${cells.join(' | ')} |`;
      });
      return [
        `### ${operation}: ${titles[operation]} (${sizes[operation].nodes} nodes)`,
        '',
        '| server | CPU s / 1,000 (min–max) | to PostGraphile | PostgreSQL CPU s / 1,000 | requests/s | p50 ms | p99 ms | kB |',
        '|---|--:|--:|--:|--:|--:|--:|--:|',
        ...rows,
        '',
      ].join('\n');
    })
    .filter(Boolean)
    .join('\n');
}
