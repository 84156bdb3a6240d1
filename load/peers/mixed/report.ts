// From samples to a Markdown table: medians over the rounds; stale reads with their range, because they are what differs most.
import type { CachedContestant } from '../cached-peers.ts';
import { median, number, withRange } from '../numbers.ts';
import type { Tally } from './hit-tally.ts';
import type { MixedSample } from './run.ts';

export function renderMixed(
  samples: readonly MixedSample[],
  contestants: readonly CachedContestant[],
  oracle: Tally | null,
): string {
  return [
    '| server | stale at rest, per 10,000 checked | stale under load, per 10,000 reads | stale right after an own write, per 1,000 writes | hit ratio | of the oracle’s | not executed | requests/s | p50 ms | p99 ms | CPU s / 1,000 | PostgreSQL CPU s / 1,000 |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...contestants.map((contestant) => row(contestant, samples, oracle)),
    ...(oracle === null
      ? []
      : [`| an oracle that drops what changes | 0 | 0 | 0 | ${oracle.hitRatio.toFixed(3)} | 1× |  |  |  |  |  |  |`]),
  ].join('\n');
}

function row({ name, title }: CachedContestant, samples: readonly MixedSample[], oracle: Tally | null): string {
  const own = samples.filter(({ server }) => server === name);
  const ratio = (stale: (sample: MixedSample) => number, of: (sample: MixedSample) => number, times: number): string =>
    withRange(own.map((sample) => (stale(sample) / of(sample)) * times));
  const middle = (value: (sample: MixedSample) => number): number => median(own.map(value));
  const hitRatio = middle((sample) => sample.hitRatio);
  const databaseCpu = own.flatMap((sample) => sample.databaseCpuPer1000 ?? []);
  const cells = [
    title,
    ratio(
      (sample) => sample.staleAtRest,
      (sample) => sample.checked,
      10_000,
    ),
    ratio(
      (sample) => sample.staleUnderLoad,
      (sample) => sample.reads,
      10_000,
    ),
    ratio(
      (sample) => sample.staleAfterOwnWrite,
      (sample) => sample.writes,
      1_000,
    ),
    `${hitRatio.toFixed(3)}${name === 'mercurius' ? ' of fields' : ''}`,
    oracle === null || name === 'mercurius' ? '' : `${(hitRatio / oracle.hitRatio).toFixed(3)}×`,
    middle((sample) => sample.unexecutedRatio).toFixed(3),
    number(middle((sample) => sample.requestsPerSecond)),
    number(middle((sample) => sample.p50Ms)),
    number(middle((sample) => sample.p99Ms)),
    withRange(own.map((sample) => sample.cpuPer1000)),
    databaseCpu.length > 0 ? number(median(databaseCpu)) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Where Clientele's hit ratio differs from the oracle's, in its first run. */
export function renderKinds(samples: readonly MixedSample[], oracle: Tally | null): string {
  const kinds = samples.find((sample) => sample.kinds !== null)?.kinds;
  if (!kinds || !oracle) return '';
  const share = (one: { readonly hits: number; readonly reads: number } | undefined): string =>
    one ? (one.hits / one.reads).toFixed(3) : '';
  const rows = Object.entries(kinds).map(([name, own]) => {
    const best = oracle.kinds[name as keyof typeof kinds];
    return `| ${name} | ${own.reads} | ${share(own)} | ${share(best)} | ${best ? best.hits - own.hits : ''} |`;
  });
  return [
    '',
    '| question | reads | hit ratio of Clientele | of the oracle | hits short of the oracle’s |',
    '|---|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}
