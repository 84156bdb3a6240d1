// Which records the rows are about: those that are there are found, and rows that would break the mode are refused.
import type { Table } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { ClientError } from '../../errors.ts';
import { type Item, refuse } from './item.ts';
import { findByKeys, recordsNamed } from './lookup.ts';
import type { By } from './target.ts';

export type Mode = 'insert' | 'update' | 'upsert';

export interface Matching {
  readonly table: Table;
  readonly mode: Mode;
  /** Null when the mode is insert. */
  readonly match: By | null;
}

export async function matchItems(tx: Transaction, items: readonly Item[], matching: Matching): Promise<void> {
  if (matching.match) await findExisting(tx, items, matching, matching.match);
  await checkNames(tx, items, matching);
}

async function findExisting(
  tx: Transaction,
  items: readonly Item[],
  { table, mode }: Matching,
  match: By,
): Promise<void> {
  const withMatch = items.filter((item) => item.draft.match !== null);
  for (const item of items) {
    if (item.draft.match === null)
      refuse(
        item,
        new ClientError('BAD_USER_INPUT', 'The row has nothing in the column that says which record it is.'),
      );
  }
  const keys = withMatch.map(({ draft, input }) => ({
    name: draft.match!,
    scope: table.name === 'stage' ? ((input['pipelineId'] as string | undefined) ?? null) : null,
  }));
  const found = await findByKeys(tx, table, match, keys, { withDeleted: match.kind === 'external' });
  withMatch.forEach((item, at) => {
    const [one, two] = found[at]!;
    const name = item.draft.match!.slice(0, 100);
    if (two) {
      const message = `Two or more records are "${name}": match by id or by an external id.`;
      refuse(item, new ClientError('RULE_VIOLATED', message));
    } else if (one) item.existing = one;
    else if (mode === 'update') refuse(item, new ClientError('NOT_FOUND', `There is no ${table.name} "${name}".`));
  });
}

/** A name in another system belongs to one record: not to another one that is there, and not to two rows. */
async function checkNames(tx: Transaction, items: readonly Item[], { table }: Matching): Promise<void> {
  const named = items
    .filter((item) => !item.outcome)
    .flatMap((item) => item.draft.externalIds.map((name) => ({ item, name })));
  const owners = await recordsNamed(
    tx,
    table,
    named.map(({ name }) => name),
  );
  const lines = new Map<string, number>();
  named.forEach(({ item, name }, at) => {
    const { source, externalId } = name;
    const owner = owners[at] ?? null;
    const key = JSON.stringify([source, externalId]);
    const line = lines.get(key);
    const taken = owner !== null && owner !== item.existing?.id;
    if (taken || line !== undefined) {
      const whose = taken ? `${table.name} ${owner}` : `the row in line ${line}`;
      refuse(item, new ClientError('ALREADY_EXISTS', `${source} knows ${whose} as "${externalId}".`));
    }
    lines.set(key, item.draft.row.line);
    if (owner !== null && !taken) item.newNames = item.newNames.filter((each) => each !== name);
  });
}

/** Rows about one record are written one after the other: the first part of the result has each record once. */
export function splitByRecord(items: readonly Item[], { match }: Matching): [Item[], Item[]] {
  const seen = new Set<string>();
  const [first, rest]: [Item[], Item[]] = [[], []];
  for (const item of items) {
    const key = item.draft.match?.toLowerCase(); // two that differ in case alone may be one
    if (match && key !== undefined && seen.has(key)) rest.push(item);
    else first.push(item);
    if (key !== undefined) seen.add(key);
  }
  return [first, rest];
}
