// Keys of custom values that a filter compares. Invariant: one that nobody has defined is told, and not taken for a field without values.
import { badInput } from '../errors.ts';
import type { Table } from './table.ts';
import type { Reader } from './transaction.ts';

export interface ComparedKeys {
  readonly table: Table & Required<Pick<Table, 'customKeys'>>;
  readonly keys: readonly string[];
}

/** What `run` answers, unless a key is unknown. Both are asked in one round trip. */
export async function whereKnown<T>(reader: Reader, compared: readonly ComparedKeys[], run: Promise<T>): Promise<T> {
  if (compared.length === 0) return run;
  const [answer] = await Promise.all([run, requireKnown(reader, compared)]);
  return answer;
}

/** Throws BAD_USER_INPUT for a key that is unknown. */
export async function requireKnown(reader: Reader, compared: readonly ComparedKeys[]): Promise<void> {
  await Promise.all(compared.map((each) => check(reader, each)));
}

async function check(reader: Reader, { table, keys }: ComparedKeys): Promise<void> {
  const known = await table.customKeys(reader, table);
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownKey(table, unknown, known);
}

/** No key is longer. */
const mostShown = 63;

export function unknownKey(
  { typename, name }: Pick<Table, 'name' | 'typename'>,
  key: string,
  known: readonly string[],
) {
  const shown = key.length > mostShown ? `${key.slice(0, mostShown)}…` : key;
  const message = `${typename ?? name} has no custom field '${shown}'; there are: ${known.join(', ') || 'none'}.`;
  return badInput(message, { field: `custom.${shown}` });
}
