// The figures of a history, in words.
import type { Recording } from './history.ts';
import type { Verdict } from './history-check.ts';

export function tellHistory({ judged, staleMs }: Verdict, counts: Recording['counts']): string {
  const { mutations, transactions, rolledBack, failed, outcomes } = counts;
  const sorted = [...staleMs].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return [
    `${judged} values judged; ${mutations} mutations (${failed} failed), ${transactions} transactions, ${rolledBack} rolled back`,
    `plain reads were behind by ${[0.5, 0.99, 0.999, 1].map(at).join(' / ')} ms (p50, p99, p99.9, most)`,
    [...outcomes].map((each) => each.join(' ')).join(', '),
  ].join('\n');
}
