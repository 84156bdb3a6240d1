// Rows as objects of one shape. pg's own way copies a prototype and stores field by field under names known only at run time,
// which V8 cannot optimise; a literal made once for each list of columns takes a tenth of that.
import type { Joined } from './joined.ts';
import type { BuildRow } from './transaction.ts';

const made = new Map<string, BuildRow>();

/** The order of the values: extra columns first, then the table's, then those of joined rows. Joined rows stand in the row under `$0`, `$1` …; null if there is none. */
export function rowShape(
  columns: readonly string[],
  joined: readonly Joined[] = [],
  extra: readonly string[] = [],
): BuildRow {
  const own = [...extra, ...columns];
  const key = [own.join(), ...joined.map((each) => [...each.columns].join())].join(';');
  let build = made.get(key);
  if (!build) {
    let at = 0;
    const literal = (names: Iterable<string>) =>
      `{${[...names].map((name) => `${JSON.stringify(name)}:v[${at++}]`).join()}}`;
    const row = literal(own).slice(0, -1);
    const others = joined.map((each, index) => {
      const id = at + [...each.columns].indexOf('id');
      return `,"$${index}":v[${id}]===null?null:${literal(each.columns)}`;
    });
    // Compiled from names of our own descriptions, never from a client's words.
    build = new Function('v', `return ${row}${others.join('')}}`) as BuildRow;
    if (made.size < 5000) made.set(key, build);
  }
  return build;
}
