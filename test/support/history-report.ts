// The figures of a history, in words.

import type { Recording } from './history.ts';
import type { History, Verdict } from './history-check.ts';

const list = (counts: ReadonlyMap<string, number>) => [...counts].map((each) => each.join(' ')).join(', ') || 'none';

function percentiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${[0.5, 0.99, 0.999, 1].map((share) => at(share).toFixed(1)).join(' / ')} ms`;
}

export function tellHistory({ judged, staleMs }: Verdict, { reads }: History, counts: Recording['counts']): string {
  const { mutations, transactions, rolledBack, refused, outcomes } = counts;
  const hits = [...outcomes].reduce((sum, [status, count]) => sum + (/; hit|collapsed/.test(status) ? count : 0), 0);
  return [
    `${judged} values of ${reads.length} reads judged; ${mutations} mutations, ${transactions} transactions, ${rolledBack} rolled back; refused: ${list(refused)}`,
    `plain reads were behind by ${percentiles(staleMs)} (p50, p99, p99.9, most); reads took ${percentiles(reads.map(({ startMs, endMs }) => endMs - startMs))}`,
    `hit ratio ${(hits / Math.max(reads.length, 1)).toFixed(2)}: ${list(outcomes)}`,
  ].join('\n');
}
