// Grouping: what rows may be grouped by, checked and turned to SQL. Keys come from the tables here, never from a client's text.
import { join, raw, type Sql } from 'sql-template-tag';
import { badInput } from '../errors.ts';

export interface GroupKey {
  /** Property of the answer. Two keys of one property exclude each other. */
  readonly as: string;
  /** Expression over the table `t` and what `join` brings. */
  readonly expression: string;
  /** Columns of the grouped table that it looks at. */
  readonly uses: readonly string[];
}

/** Groups in one answer: the largest of them. */
export const mostGroups = 1000;
const mostKeys = 3;

/** The first day of the month, in UTC for points in time. */
export const monthOf = (expression: string) => `date_trunc('month', ${expression})::date`;

/** The keys of `groupBy`, each once: the same key again changes nothing. */
export function groupKeys<Name extends string>(
  keys: Readonly<Record<Name, GroupKey>>,
  groupBy: readonly Name[],
): GroupKey[] {
  const names = [...new Set(groupBy)];
  if (names.length < 1 || names.length > mostKeys) {
    throw badInput(`\`groupBy\` takes 1 to ${mostKeys} keys, got ${names.length}.`, { argument: 'groupBy' });
  }
  const chosen = names.map((name) => keys[name]);
  for (const [index, key] of chosen.entries()) {
    const before = chosen.findIndex((other) => other.as === key.as);
    if (before < index) {
      const pair = `${names[before]} and ${names[index]}`;
      throw badInput(`\`groupBy\` takes one ${key.as} only, got ${pair}: ask for each in a field of its own.`, {
        argument: 'groupBy',
      });
    }
  }
  return chosen;
}

/** `t.owner_id as "ownerId", …` */
export function selectedKeys(keys: readonly GroupKey[]): Sql {
  return join(
    keys.map((key) => raw(`${key.expression} as "${key.as}"`)),
    ', ',
  );
}

/** `"ownerId", …`, for orders and windows over the selected keys. Groups without the key come last. */
export function namedKeys(keys: readonly GroupKey[]): Sql {
  return join(
    keys.map((key) => raw(`"${key.as}"`)),
    ', ',
  );
}
