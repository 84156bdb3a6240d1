// What a server has executed so far, told when the runner asks: how often its cache answered is known only in the process itself.
import type { Counts } from '../server-process.ts';

export const counts: { -readonly [Name in keyof Counts]: number } = { executions: 0, fieldHits: 0, fieldMisses: 0 };

process.on('message', (asked) => {
  if (asked === 'counts') process.send?.(counts);
});
process.channel?.unref();

/** Root fields that count their calls: each operation of the benches has one root field, so this counts executions. */
export function counted<Fields extends Readonly<Record<string, (...args: never[]) => unknown>>>(
  fields: Fields,
): Fields {
  const entries = Object.entries(fields).map(([name, resolve]) => [
    name,
    (...args: never[]) => {
      counts.executions++;
      return resolve(...args);
    },
  ]);
  return Object.fromEntries(entries);
}
