// Rows that say what is there already: most rows of a file that is imported again. They are read together and not written.
import { rowsByKeys } from '../../db/reads.ts';
import type { Table } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { ClientError } from '../../errors.ts';
import { valuesOf } from '../input.ts';
import type { Item } from './item.ts';
import { remembering } from './remembering.ts';

/** Those of the items whose record has all their values. Links are no values: they are added all the same. */
export async function equalItems(tx: Transaction, table: Table, items: readonly Item[]): Promise<ReadonlySet<Item>> {
  const reader = remembering(tx);
  const ids = items.map((item) => item.existing!.id);
  const rows = items.length > 0 ? await rowsByKeys(tx, table, Object.keys(table.columns), ids) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const equal = new Set<Item>();
  for (const item of items) {
    const row = byId.get(item.existing!.id);
    if (!row || row['deletedAt'] !== null || row['mergedIntoId']) continue;
    try {
      const values = await valuesOf(reader, table, item.input, row);
      if (Object.entries(values).every(([name, value]) => isEqual(value, row[name]))) equal.add(item);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error; // what is wrong with a value is told when it is written
    }
  }
  return equal;
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b));
}
