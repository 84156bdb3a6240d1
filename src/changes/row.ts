// Rows of the change table as changes, and the tags that they touch: what invalidates answers after a commit.
// Invariant: a table that nobody described still gives its tags; without partitions, which only makes them coarser.

import type { Change } from '../db/change.ts';
import { allTables } from '../db/table.ts';
import { tagsOfChange } from '../db/tags.ts';

/** The columns that are needed here; both images are as to_jsonb() makes them, with the columns' own names. */
export interface ChangeRow {
  readonly type: string;
  readonly id: string | null;
  readonly op: Change['op'];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Table and column names are few: each is converted once. */
const names = new Map<string, string>();

function camel(column: string): string {
  let name = names.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    names.set(column, name);
  }
  return name;
}

function camelImage(image: ChangeRow['before']): Change['before'] {
  return image && Object.fromEntries(Object.entries(image).map(([column, value]) => [camel(column), value]));
}

/** `annual_revenue_minor` of the table is `annualRevenueMinor` of the change. */
export function changeOf({ type, id, op, before, after }: ChangeRow): Change {
  return { type, id, op, before: camelImage(before), after: camelImage(after) };
}

type Described = Parameters<typeof tagsOfChange>[0];

const described = new Map<string, Described>();

/** Keys and other tables that clients never see have no description. */
function describe(type: string): Described {
  let found = described.get(type);
  if (!found) {
    found = allTables().find((each) => each.name === type) ?? { name: type, partitions: [] };
    described.set(type, found);
  }
  return found;
}

/** What a change touches. */
export const tagsOf = (change: Change): string[] => tagsOfChange(describe(change.type), change);

/** A row of the change table as a change, with the tags that it touches. */
export function taggedOf(row: ChangeRow): { readonly change: Change; readonly tags: readonly string[] } {
  const change = changeOf(row);
  return { change, tags: tagsOf(change) };
}

/** The tags of all these changes together: of a transaction, or of several of one tenant. */
export function tagsOfChanges(rows: Iterable<ChangeRow>): Set<string> {
  const tags = new Set<string>();
  for (const row of rows) for (const tag of taggedOf(row).tags) tags.add(tag);
  return tags;
}
