// The figures of a race, in words.
import type { Race } from './race.ts';

export function tellRace({ counts }: Pick<Race, 'counts'>): string {
  const { unavailable, checked, unservable, sampled, outdated, asked, outcomes, writers } = counts;
  const list = (all: ReadonlyMap<string, number>) =>
    [...all].map(([key, count]) => `${key} ${count}`).join(', ') || 'none';
  const all = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const hits = [...outcomes].reduce((sum, [status, count]) => sum + (/; hit|collapsed/.test(status) ? count : 0), 0);
  return [
    `${checked} entries compared at rest, ${unservable} more were known to be outdated; ${asked} answers over HTTP compared`,
    `${sampled} entries compared under way, ${outdated} of them outdated by then`,
    `${all} requests (${unavailable} found no connection in time), hit ratio ${(hits / Math.max(all, 1)).toFixed(2)}: ${list(outcomes)}`,
    `${writers.committed} transactions committed, ${writers.rolledBack} rolled back, ${writers.refused} statements refused;` +
      ` ${writers.mutations} mutations, refused: ${list(writers.refusals)}`,
  ].join('\n');
}
